/**
 * What the editor knows of the post's claims, and how it asks for it.
 */
( function ( wp, factcheck ) {
	'use strict';

	const path = ( rest = '' ) => `/factcheck/v1/posts/${ factcheck.postId }${ rest }`;
	const FIRST_PAUSE_MS = 500;
	const LONGEST_PAUSE_MS = 5000;
	const WARNED = [ 'refuted', 'outdated' ];
	const NOTHING = { status: 'none', sentences: [], changes: [], reviews: {} };

	const START = { results: NOTHING, reports: {}, isBusy: false, error: null, chosen: null };

	function reduce( state = START, action ) {
		return action.type === 'SET' ? { ...state, ...action.values } : state;
	}

	const isWaiting = ( results ) =>
		results.status === 'running' || results.sentences.some( ( { status } ) => status === 'queued' || status === 'running' );

	/**
	 * Ask again until every claim has its verdict.
	 */
	const follow = ( pause = FIRST_PAUSE_MS ) => async ( { dispatch, select } ) => {
		if ( ! isWaiting( select.getResults() ) ) {
			dispatch.set( { isBusy: false } );
			return;
		}
		await new Promise( ( done ) => setTimeout( done, pause ) );
		dispatch.set( { results: await wp.apiFetch( { path: path() } ) } );
		await dispatch.follow( Math.min( pause * 1.5, LONGEST_PAUSE_MS ) );
	};

	/**
	 * Send a request whose answer is the results, then wait for what still runs.
	 */
	const ask = ( request ) => async ( { dispatch } ) => {
		dispatch.set( { isBusy: true, error: null } );
		try {
			dispatch.set( { results: await wp.apiFetch( request ), reports: {} } );
			await dispatch.follow();
		} catch ( problem ) {
			dispatch.set( { isBusy: false, error: problem.message } );
		}
	};

	/**
	 * Show a claim with its report, which is fetched once for each check.
	 */
	const choose = ( claimId ) => async ( { dispatch, select } ) => {
		dispatch.set( { chosen: claimId } );
		if ( ! claimId || select.getReport( claimId ) ) {
			return;
		}
		try {
			const report = await wp.apiFetch( { path: path( `/claims/${ claimId }` ) } );
			dispatch.set( { reports: { ...select.getReports(), [ claimId ]: report } } );
		} catch ( problem ) {
			dispatch.set( { error: problem.message } );
		}
	};

	factcheck.store = wp.data.createReduxStore( 'factcheck', {
		reducer: reduce,
		actions: {
			set: ( values ) => ( { type: 'SET', values } ),
			follow,
			ask,
			choose,
			load: () => ask( { path: path() } ),
			check: ( title, content ) => ask( { path: path( '/check' ), method: 'POST', data: { title, content } } ),
			checkSentence: ( text, context ) => ask( { path: path( '/sentence' ), method: 'POST', data: { text, context } } ),
			dismissChanges: () => ask( { path: path( '/changes' ), method: 'DELETE' } ),
		},
		selectors: {
			getResults: ( state ) => state.results,
			getReports: ( state ) => state.reports,
			getReport: ( state, claimId ) => state.reports[ claimId ],
			getChosen: ( state ) => state.chosen,
			getError: ( state ) => state.error,
			isBusy: ( state ) => state.isBusy,
		},
	} );
	wp.data.register( factcheck.store );

	/**
	 * Return the sentences with their places, as the text is now. One that is there may have no place: nothing can be marked then.
	 */
	factcheck.useSentences = function () {
		const { sentences, blocks } = wp.data.useSelect(
			( select ) => ( {
				sentences: select( factcheck.store ).getResults().sentences,
				blocks: select( 'core/block-editor' ).getBlocks(),
			} ),
			[]
		);
		return wp.element.useMemo( () => {
			const places = factcheck.locate( sentences, blocks );
			const present = factcheck.listPresent( sentences, places, blocks );
			return sentences.map( ( sentence, index ) => ( { ...sentence, place: places[ index ], isPresent: present[ index ] } ) );
		}, [ sentences, blocks ] );
	};

	factcheck.isWarned = ( sentence ) => sentence.isPresent && WARNED.includes( sentence.verdict );

	/**
	 * Return a function that sends the draft as it is now.
	 */
	factcheck.useCheck = function () {
		const { check } = wp.data.useDispatch( factcheck.store );
		const editor = wp.data.useSelect( ( select ) => select( 'core/editor' ), [] );
		return () => check( editor.getEditedPostAttribute( 'title' ) || '', editor.getEditedPostContent() );
	};
} )( window.wp, window.factcheck );
