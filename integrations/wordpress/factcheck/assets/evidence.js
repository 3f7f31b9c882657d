/**
 * Shows the report on a claim.
 */
( function ( wp, factcheck ) {
	'use strict';

	const { createElement: el } = wp.element;
	const { __ } = wp.i18n;

	const VERDICTS = {
		supported: __( 'Supported', 'factcheck' ),
		refuted: __( 'Refuted', 'factcheck' ),
		disputed: __( 'Disputed', 'factcheck' ),
		outdated: __( 'Outdated', 'factcheck' ),
		not_enough_evidence: __( 'Not enough evidence', 'factcheck' ),
	};

	factcheck.nameVerdict = ( { verdict, status } ) => {
		if ( verdict ) {
			return VERDICTS[ verdict ] || verdict;
		}
		return status === 'failed' || status === 'canceled' ? __( 'Could not be checked', 'factcheck' ) : __( 'Being checked …', 'factcheck' );
	};

	// Addresses come from the archive: only those of the web become links.
	const isWebAddress = ( address ) => /^https?:\/\//i.test( address || '' );

	function Source( { document } ) {
		const name = document.title || document.document_id;
		const address = [ document.link, document.url ].find( isWebAddress );
		const about = [ document.publisher, document.published_at && wp.date.dateI18n( wp.date.getSettings().formats.date, document.published_at ) ];
		return el(
			'p',
			{ className: 'factcheck-source' },
			address ? el( wp.components.ExternalLink, { href: address }, name ) : name,
			el( 'br' ),
			about.filter( Boolean ).join( ', ' )
		);
	}

	function Piece( { evidence } ) {
		const { quote, stance } = evidence;
		return el(
			'li',
			{ className: `factcheck-evidence factcheck-${ stance }` },
			el( 'strong', null, stance === 'conflicting' ? __( 'Conflicting', 'factcheck' ) : __( 'Supporting', 'factcheck' ) ),
			el( 'blockquote', null, quote.prefix, el( 'mark', null, quote.exact ), quote.suffix ),
			el( Source, { document: evidence.document } )
		);
	}

	/**
	 * The reasons of a verdict and the passages that it rests on.
	 */
	factcheck.Report = function ( { claimId } ) {
		const report = wp.data.useSelect( ( select ) => select( factcheck.store ).getReport( claimId ), [ claimId ] );
		if ( ! report ) {
			return el( wp.components.Spinner );
		}
		return el(
			'div',
			{ className: 'factcheck-report' },
			report.reasons.map( ( reason ) => el( 'p', { key: reason }, reason ) ),
			report.evidence.length
				? el( 'ul', null, report.evidence.map( ( evidence, index ) => el( Piece, { key: index, evidence } ) ) )
				: el( 'p', null, __( 'The archive has no passage that takes a side.', 'factcheck' ) )
		);
	};
} )( window.wp, window.factcheck );
