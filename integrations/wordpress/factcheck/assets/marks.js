/**
 * Marks the claims in the text, by the annotations of the block editor.
 */
( function ( wp, factcheck ) {
	'use strict';

	const VERDICTS = [ 'supported', 'refuted', 'disputed', 'outdated', 'not_enough_evidence' ];
	// The name of a source becomes part of the class of its marks, so each verdict is a source of its own.
	const nameSource = ( verdict ) => `factcheck-${ verdict }`;
	const annotations = wp.data.dispatch( 'core/annotations' );

	function mark( sentences ) {
		VERDICTS.forEach( ( verdict ) => annotations.__experimentalRemoveAnnotationsBySource( nameSource( verdict ) ) );
		sentences
			.filter( ( { verdict, place } ) => place && VERDICTS.includes( verdict ) )
			.forEach( ( { verdict, place } ) =>
				annotations.__experimentalAddAnnotation( {
					source: nameSource( verdict ),
					blockClientId: place.clientId,
					richTextIdentifier: place.attribute,
					range: { start: place.start, end: place.end },
				} )
			);
	}

	/**
	 * Keep the marks where the sentences are. Typing moves them by itself; they are set anew when a sentence gets another
	 * verdict, leaves the text or comes back.
	 */
	factcheck.Marks = function () {
		const sentences = factcheck.useSentences();
		const shown = JSON.stringify( sentences.map( ( { claim_id, verdict, place } ) => [ claim_id, verdict, place && place.clientId ] ) );
		wp.element.useEffect( () => mark( sentences ), [ shown ] );
		return null;
	};
} )( window.wp, window.factcheck );
