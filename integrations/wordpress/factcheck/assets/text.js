/**
 * Finds sentences in the blocks of the editor.
 */
( function ( wp, factcheck ) {
	'use strict';

	const LONGEST = 2000;

	// The service may have other white space between the same words: line breaks, or one space for two.
	const seek = ( text ) => new RegExp( text.trim().split( /\s+/ ).map( ( word ) => word.replace( /[\\^$.*+?()[\]{}|]/g, '\\$&' ) ).join( '\\s+' ), 'g' );

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
				.map( ( [ name ] ) => ( { clientId: block.clientId, attribute: name, text: plain( block.attributes[ name ] ) } ) );
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
			const wanted = seek( sentence.text );
			for ( const piece of pieces ) {
				for ( const { 0: found, index: start } of piece.text.matchAll( wanted ) ) {
					const name = [ piece.clientId, piece.attribute, start ].join( ' ' );
					if ( ! taken.has( name ) ) {
						taken.add( name );
						return { clientId: piece.clientId, attribute: piece.attribute, start, end: start + found.length };
					}
				}
			}
			return null;
		} );
	};

	// As the server does it: a line for each block, no scripts.
	const BREAKS = /<(br|hr)\b[^>]*>|<\/(p|h[1-6]|li|blockquote|pre|figcaption|td|th|tr|div)>/gi;
	const texts = new WeakMap();

	function readAll( blocks ) {
		if ( ! texts.has( blocks ) ) {
			const { body } = new DOMParser().parseFromString( wp.blocks.serialize( blocks ).replace( BREAKS, '$&\n' ), 'text/html' );
			body.querySelectorAll( 'script, style' ).forEach( ( element ) => element.remove() );
			texts.set( blocks, body.textContent );
		}
		return texts.get( blocks );
	}

	/**
	 * Say of each sentence whether the text has it, also where the editor can mark nothing: in a classic block, in somebody's
	 * own HTML, in a table. The same words twice have to stand there twice.
	 *
	 * @param {Object[]}       sentences Sentences with their text.
	 * @param {Array<?Object>} places    What locate() returned of them.
	 * @param {Object[]}       blocks    The blocks of the post.
	 * @return {boolean[]} In the order of the sentences.
	 */
	factcheck.listPresent = function ( sentences, places, blocks ) {
		const found = {};
		sentences.forEach( ( { text }, index ) => {
			const { source } = seek( text );
			found[ source ] = ( found[ source ] || 0 ) + ( places[ index ] ? 1 : 0 );
		} );
		return sentences.map( ( { text }, index ) => {
			const wanted = seek( text );
			return places[ index ] !== null || [ ...readAll( blocks ).matchAll( wanted ) ].length >= ++found[ wanted.source ];
		} );
	};

	/**
	 * Return the text that is selected and the text around it, each as long as the service takes it at most; null if none is
	 * selected, or too much, or text of several blocks. A selection often ends at the very start of the next block.
	 *
	 * @param {Object}   from   Where it was begun: clientId, attributeKey, offset.
	 * @param {Object}   to     Where it was ended, which may be before that.
	 * @param {Object[]} blocks Blocks that hold both.
	 * @return {?Object} With text and context.
	 */
	factcheck.readSelection = function ( from, to, blocks ) {
		const pieces = listPieces( blocks );
		const ends = [ from, to ]
			.map( ( { clientId, attributeKey, offset } ) => ( { offset, index: pieces.findIndex( ( piece ) => piece.clientId === clientId && piece.attribute === attributeKey ) } ) )
			.sort( ( a, b ) => a.index - b.index || a.offset - b.offset );
		const [ first, last ] = ends;
		if ( first.index < 0 ) {
			return null;
		}
		const parts = pieces
			.slice( first.index, last.index + 1 )
			.map( ( { text }, place ) => ( {
				whole: text,
				start: place ? 0 : first.offset,
				end: first.index + place === last.index ? last.offset : text.length,
			} ) )
			.filter( ( { whole, start, end } ) => whole.slice( start, end ).trim().length > 1 );
		return parts.length === 1 ? cut( parts[ 0 ] ) : null;
	};

	function cut( { whole, start, end } ) {
		const text = whole.slice( start, end ).trim();
		if ( text.length > LONGEST ) {
			return null;
		}
		const before = Math.max( 0, start - Math.floor( ( LONGEST - text.length ) / 2 ) );
		return { text, context: whole.slice( before, before + LONGEST ) };
	}
} )( window.wp, window.factcheck );
