/**
 * The sidebar: the claims of the post with their verdicts and evidence.
 */
( function ( wp, factcheck ) {
	'use strict';

	const { createElement: el, Fragment, useEffect } = wp.element;
	const { Button, Notice, PanelBody, Spinner } = wp.components;
	const { useSelect, useDispatch } = wp.data;
	const { __, _n, sprintf } = wp.i18n;
	// WordPress 6.6 has moved these from one package to the other.
	const { PluginSidebar, PluginSidebarMoreMenuItem } = wp.editor.PluginSidebar ? wp.editor : wp.editPost;

	function Claim( { sentence } ) {
		const chosen = useSelect( ( select ) => select( factcheck.store ).getChosen(), [] );
		const { choose } = useDispatch( factcheck.store );
		const { selectBlock } = useDispatch( 'core/block-editor' );
		const isOpen = chosen === sentence.claim_id;
		const open = () => {
			choose( isOpen ? null : sentence.claim_id );
			if ( sentence.place && ! isOpen ) {
				selectBlock( sentence.place.clientId, null );
			}
		};
		return el(
			'li',
			{ className: `factcheck-claim factcheck-${ sentence.verdict || 'waiting' }` },
			el(
				'button',
				{ type: 'button', className: 'factcheck-open', 'aria-expanded': isOpen, onClick: open, disabled: sentence.status !== 'done' },
				el( 'span', { className: 'factcheck-verdict' }, factcheck.nameVerdict( sentence ) ),
				el( 'span', null, sentence.text ),
				sentence.isPresent ? null : el( 'em', null, __( 'No longer in the text', 'factcheck' ) )
			),
			isOpen && el( factcheck.Report, { claimId: sentence.claim_id } )
		);
	}

	function Claims() {
		const sentences = factcheck.useSentences();
		const { status } = useSelect( ( select ) => select( factcheck.store ).getResults(), [] );
		if ( ! sentences.length ) {
			return el( 'p', null, status === 'none' ? __( 'The draft has not been checked yet.', 'factcheck' ) : __( 'There is no sentence in it that makes a checkable claim.', 'factcheck' ) );
		}
		return el( 'ul', { className: 'factcheck-claims' }, sentences.map( ( sentence, index ) => el( Claim, { key: sentence.claim_id + index, sentence } ) ) );
	}

	function Changes() {
		const { changes } = useSelect( ( select ) => select( factcheck.store ).getResults(), [] );
		const { dismissChanges } = useDispatch( factcheck.store );
		if ( ! changes.length ) {
			return null;
		}
		return el(
			Notice,
			{ status: 'warning', onRemove: dismissChanges, className: 'factcheck-changes' },
			el( 'p', null, __( 'Since publication the evidence has changed:', 'factcheck' ) ),
			el(
				'ul',
				null,
				changes.map( ( change, index ) =>
					el(
						'li',
						{ key: index },
						change.text,
						' ',
						/* translators: 1: verdict before, 2: verdict now. */
						sprintf( __( '(%1$s → %2$s)', 'factcheck' ), factcheck.nameVerdict( { verdict: change.before } ), factcheck.nameVerdict( change ) )
					)
				)
			)
		);
	}

	function useSelectedText() {
		return useSelect( ( select ) => {
			const editor = select( 'core/block-editor' );
			const from = editor.getSelectionStart();
			const to = editor.getSelectionEnd();
			const blocks = from.clientId === to.clientId ? [ editor.getBlock( from.clientId ) ].filter( Boolean ) : editor.getBlocks();
			return JSON.stringify( factcheck.readSelection( from, to, blocks ) );
		}, [] );
	}

	function Actions() {
		const { isBusy, status } = useSelect( ( select ) => {
			const store = select( factcheck.store );
			return { isBusy: store.isBusy(), status: store.getResults().status };
		}, [] );
		const selected = JSON.parse( useSelectedText() );
		const check = factcheck.useCheck();
		const { checkSentence } = useDispatch( factcheck.store );
		return el(
			Fragment,
			null,
			el( Button, { variant: 'primary', onClick: check, disabled: isBusy }, status === 'none' ? __( 'Check the draft', 'factcheck' ) : __( 'Check what has changed', 'factcheck' ) ),
			el(
				Button,
				{ variant: 'secondary', disabled: isBusy || ! selected, onClick: () => checkSentence( selected.text, selected.context ) },
				__( 'Check the selected sentence', 'factcheck' )
			),
			isBusy && el( Spinner )
		);
	}

	function Summary() {
		const count = factcheck.useSentences().filter( factcheck.isWarned ).length;
		/* translators: %d: number of claims. */
		const text = count ? sprintf( _n( '%d claim is refuted or outdated.', '%d claims are refuted or outdated.', count, 'factcheck' ), count ) : '';
		return el( 'p', { role: 'status', className: 'factcheck-summary' }, text );
	}

	function SetUp() {
		return el(
			Notice,
			{ status: 'warning', isDismissible: false },
			__( 'Factcheck has no service address or no key yet.', 'factcheck' ),
			' ',
			factcheck.settings && el( 'a', { href: factcheck.settings }, __( 'Settings', 'factcheck' ) )
		);
	}

	function Sidebar() {
		const error = useSelect( ( select ) => select( factcheck.store ).getError(), [] );
		const { set } = useDispatch( factcheck.store );
		return el(
			PluginSidebar,
			{ name: 'factcheck', title: __( 'Factcheck', 'factcheck' ), icon: 'yes-alt' },
			el(
				PanelBody,
				{ className: 'factcheck-panel' },
				factcheck.isSetUp ? el( Actions ) : el( SetUp ),
				error && el( Notice, { status: 'error', onRemove: () => set( { error: null } ) }, error ),
				el( Changes ),
				el( Summary ),
				el( Claims )
			)
		);
	}

	function useStart() {
		const { load } = useDispatch( factcheck.store );
		const { createWarningNotice, removeNotice } = useDispatch( 'core/notices' );
		const hasChanges = useSelect( ( select ) => select( factcheck.store ).getResults().changes.length > 0, [] );
		useEffect( () => {
			load();
		}, [] );
		useEffect( () => {
			if ( hasChanges ) {
				createWarningNotice( __( 'Factcheck: the evidence for this post has changed since it was published. See the Factcheck sidebar.', 'factcheck' ), { id: 'factcheck' } );
			} else {
				removeNotice( 'factcheck' );
			}
		}, [ hasChanges ] );
	}

	function Plugin() {
		useStart();
		return el(
			Fragment,
			null,
			el( PluginSidebarMoreMenuItem, { target: 'factcheck', icon: 'yes-alt' }, __( 'Factcheck', 'factcheck' ) ),
			el( Sidebar ),
			el( factcheck.Marks )
		);
	}

	wp.plugins.registerPlugin( 'factcheck', { render: Plugin } );
} )( window.wp, window.factcheck );
