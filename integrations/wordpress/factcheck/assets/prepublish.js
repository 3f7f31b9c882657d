/**
 * Warns before a post is published, and holds it back where the newsroom wants that.
 */
( function ( wp, factcheck ) {
	'use strict';

	const { createElement: el, Fragment, useEffect } = wp.element;
	const { Button, Notice } = wp.components;
	const { useSelect, useDispatch } = wp.data;
	const { __ } = wp.i18n;
	const { PluginPrePublishPanel } = wp.editor.PluginPrePublishPanel ? wp.editor : wp.editPost;
	const LOCK = 'factcheck';

	function Warnings( { warned } ) {
		const says = factcheck.blocks
			? __( 'Correct these claims and check again before you publish:', 'factcheck' )
			: __( 'The archive speaks against these claims:', 'factcheck' );
		return el(
			Notice,
			{ status: factcheck.blocks ? 'error' : 'warning', isDismissible: false, className: 'factcheck-warnings' },
			el( 'p', null, says ),
			el( 'ul', null, warned.map( ( sentence, index ) => el( 'li', { key: index }, el( 'strong', null, factcheck.nameVerdict( sentence ) ), ': ', sentence.text ) ) )
		);
	}

	/**
	 * The panel's content. It is there only while the post is about to be published, and the lock with it: a draft can
	 * always be saved.
	 */
	function Content() {
		const warned = factcheck.useSentences().filter( factcheck.isWarned );
		const { status, isBusy } = useSelect( ( select ) => {
			const store = select( factcheck.store );
			return { status: store.getResults().status, isBusy: store.isBusy() };
		}, [] );
		const { lockPostSaving, unlockPostSaving } = useDispatch( 'core/editor' );
		const check = factcheck.useCheck();
		const holds = factcheck.blocks && warned.length > 0;
		useEffect( () => {
			if ( holds ) {
				lockPostSaving( LOCK );
			}
			return () => unlockPostSaving( LOCK );
		}, [ holds ] );
		return el(
			Fragment,
			null,
			status === 'none' && el( 'p', null, __( 'The draft has not been checked yet.', 'factcheck' ) ),
			status !== 'none' && ! warned.length && el( 'p', null, __( 'No claim of the draft is refuted or outdated.', 'factcheck' ) ),
			warned.length > 0 && el( Warnings, { warned } ),
			el( Button, { variant: 'secondary', onClick: check, disabled: isBusy }, status === 'none' ? __( 'Check the draft', 'factcheck' ) : __( 'Check what has changed', 'factcheck' ) )
		);
	}

	const Panel = () => el( PluginPrePublishPanel, { title: __( 'Factcheck', 'factcheck' ), initialOpen: true, icon: 'yes-alt' }, el( Content ) );

	wp.plugins.registerPlugin( 'factcheck-prepublish', { render: Panel } );
} )( window.wp, window.factcheck );
