/**
 * Finds sentences in the blocks of the editor.
 */
( function ( wp, factcheck ) {
	'use strict';

	// One character for one, so that offsets stay.
	const fold = ( text ) => text.replace( /\s/g, ' ' );

	const isRich = ( attribute ) =>
		attribute.type === 'rich-text' || attribute.source === 'rich-text' || attribute.source === 'html';

	const plain = ( value ) => ( typeof value === 'object' && value.text !== undefined ? value.text : wp.richText.create( { html: String( value ) } ).text );

	/**
	 * Return every piece of text that an editor can write into: its block, its attribute, its text.
	 *
	 * @param {Object[]} blocks Blocks with their inner blocks.
	 * @return {Object[]} Pieces in the order of the text.
	 */
	function listPieces( blocks ) {
		return blocks.flatMap( ( block ) => {
			const type = wp.blocks.getBlockType( block.name );
			const own = Object.entries( ( type && type.attributes ) || {} )
				.filter( ( [ name, attribute ] ) => isRich( attribute ) && block.attributes[ name ] )
				.map( ( [ name ] ) => ( { clientId: block.clientId, attribute: name, text: fold( plain( block.attributes[ name ] ) ) } ) );
			return [ ...own, ...listPieces( block.innerBlocks || [] ) ];
		} );
	}

	/**
	 * Return where each sentence stands, null for one that the text no longer has. The same words twice are two places.
	 *
	 * @param {Object[]} sentences Sentences with their text.
	 * @param {Object[]} blocks    The blocks of the post.
	 * @return {Array<?Object>} Places with clientId, attribute, start and end, in the order of the sentences.
	 */
	factcheck.locate = function ( sentences, blocks ) {
		const pieces = listPieces( blocks );
		const taken = new Set();
		return sentences.map( ( sentence ) => {
			const wanted = fold( sentence.text );
			for ( const piece of pieces ) {
				for ( let start = piece.text.indexOf( wanted ); start >= 0; start = piece.text.indexOf( wanted, start + 1 ) ) {
					const name = [ piece.clientId, piece.attribute, start ].join( ' ' );
					if ( ! taken.has( name ) ) {
						taken.add( name );
						return { clientId: piece.clientId, attribute: piece.attribute, start, end: start + wanted.length };
					}
				}
			}
			return null;
		} );
	};

	/**
	 * Return the text that is selected within one block and the text around it, null if none is.
	 *
	 * @param {Object} from Where the selection starts: clientId, attributeKey, offset.
	 * @param {Object} to   Where it ends.
	 * @param {Object} block The block of its start.
	 * @return {?Object} With text and context.
	 */
	factcheck.readSelection = function ( from, to, block ) {
		if ( ! block || from.clientId !== to.clientId || from.attributeKey !== to.attributeKey || from.offset === to.offset ) {
			return null;
		}
		const value = block.attributes[ from.attributeKey ];
		if ( value === undefined ) {
			return null;
		}
		const context = fold( plain( value ) );
		const text = context.slice( Math.min( from.offset, to.offset ), Math.max( from.offset, to.offset ) ).trim();
		return text.length > 1 ? { text, context } : null;
	};
} )( window.wp, window.factcheck );
