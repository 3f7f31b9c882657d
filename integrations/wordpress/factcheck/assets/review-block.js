/**
 * A block with the rating of a claim, for readers and as ClaimReview for machines.
 */
( function ( wp, factcheck ) {
	'use strict';

	const { createElement: el, useState } = wp.element;
	const { Button, Notice, Placeholder, RangeControl, SelectControl, TextControl, TextareaControl } = wp.components;
	const { useSelect } = wp.data;
	const { __ } = wp.i18n;

	const START = { rating: 3, name: '', explanation: '' };

	function Form( { claimId, setClaimId } ) {
		const { sentences, reviews } = useSelect( ( select ) => select( factcheck.store ).getResults(), [] );
		const [ typed, setTyped ] = useState( {} );
		const [ told, setTold ] = useState( null );
		const review = { ...START, ...reviews[ claimId ], ...typed };
		const change = ( name ) => ( value ) => setTyped( ( now ) => ( { ...now, [ name ]: value } ) );
		const choose = ( chosen ) => {
			setTyped( {} );
			setTold( null );
			setClaimId( chosen );
		};
		const save = async () => {
			try {
				await wp.apiFetch( { path: `/factcheck/v1/posts/${ factcheck.postId }/claims/${ claimId }/review`, method: 'POST', data: review } );
				setTold( { status: 'success', text: __( 'The rating is stored and will be shown here.', 'factcheck' ) } );
			} catch ( problem ) {
				setTold( { status: 'error', text: problem.message } );
			}
		};
		const done = sentences.filter( ( { status } ) => status === 'done' );
		const choices = [ { value: '', label: __( 'Choose a claim', 'factcheck' ) }, ...done.map( ( { claim_id, text } ) => ( { value: claim_id, label: text } ) ) ];
		return el(
			'div',
			{ className: 'factcheck-review' },
			el( SelectControl, { label: __( 'Claim', 'factcheck' ), value: claimId, options: choices, onChange: choose } ),
			el( RangeControl, { label: __( 'From 1 (false) to 5 (true)', 'factcheck' ), min: 1, max: 5, value: review.rating, onChange: change( 'rating' ) } ),
			el( TextControl, { label: __( 'Rating in words', 'factcheck' ), value: review.name, onChange: change( 'name' ) } ),
			el( TextareaControl, { label: __( 'Why', 'factcheck' ), value: review.explanation, onChange: change( 'explanation' ) } ),
			el( Button, { variant: 'primary', disabled: ! claimId || ! review.name.trim(), onClick: save }, __( 'Store the rating', 'factcheck' ) ),
			told && el( Notice, { status: told.status, isDismissible: false }, told.text )
		);
	}

	function Edit( { attributes, setAttributes } ) {
		return el(
			'div',
			wp.blockEditor.useBlockProps(),
			el(
				Placeholder,
				{ icon: 'yes-alt', label: __( 'Claim review', 'factcheck' ), instructions: __( 'Shows your rating of a claim of this post to readers and to search engines.', 'factcheck' ) },
				el( Form, { claimId: attributes.claimId, setClaimId: ( claimId ) => setAttributes( { claimId } ) } )
			)
		);
	}

	wp.blocks.registerBlockType( 'factcheck/claim-review', {
		apiVersion: 3,
		title: __( 'Claim review', 'factcheck' ),
		category: 'widgets',
		icon: 'yes-alt',
		attributes: { claimId: { type: 'string', default: '' } },
		usesContext: [ 'postId' ],
		supports: { html: false },
		edit: Edit,
		save: () => null,
	} );
} )( window.wp, window.factcheck );
