<?php
/**
 * What the editor's sidebar asks for.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;
use WP_REST_Request;

defined( 'ABSPATH' ) || exit;

/**
 * REST routes between browser and service. WordPress checks the nonce of who is signed in by cookie; each route asks for
 * the right to edit the very post.
 */
final class Rest {
	const SPACE = 'factcheck/v1';

	/**
	 * Declare the routes.
	 */
	public static function register() {
		$post  = '/posts/(?P<id>\d+)';
		$claim = $post . '/claims/(?P<claim>clm_[0-9a-f]{32})';
		$text  = array(
			'type'      => 'string',
			'required'  => true,
			'maxLength' => 200000,
		);
		$short = array(
			'type'      => 'string',
			'default'   => '',
			'maxLength' => 2000,
		);

		$draft    = array(
			'content' => $text,
			'title'   => $short,
		);
		$sentence = array(
			'text'    => array(
				'type'      => 'string',
				'required'  => true,
				'minLength' => 2,
				'maxLength' => 2000,
			),
			'context' => $short,
		);
		self::route( 'GET', $post, 'results' );
		self::route( 'POST', $post . '/check', 'check', $draft );
		self::route( 'POST', $post . '/sentence', 'sentence', $sentence );
		self::route( 'GET', $claim, 'claim' );
		self::route( 'POST', $claim . '/review', 'review', Reviews::arguments() );
		self::route( 'DELETE', $post . '/changes', 'dismiss' );
	}

	/**
	 * Declare one route on a post.
	 *
	 * @param string $method    HTTP method.
	 * @param string $path      Path below the space.
	 * @param string $handler   Method of this class.
	 * @param array  $arguments What it takes besides the path.
	 */
	private static function route( $method, $path, $handler, array $arguments = array() ) {
		register_rest_route(
			self::SPACE,
			$path,
			array(
				'methods'             => $method,
				'callback'            => array( self::class, $handler ),
				'permission_callback' => array( self::class, 'may_edit' ),
				'args'                => $arguments,
			)
		);
	}

	/**
	 * Say whether who asks may edit the post, and whether posts of its type are checked.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool|WP_Error
	 */
	public static function may_edit( WP_REST_Request $request ) {
		$post = get_post( (int) $request['id'] );
		if ( ! $post || ! current_user_can( 'edit_post', $post->ID ) ) {
			return new WP_Error( 'factcheck_forbidden', __( 'You may not edit this post.', 'factcheck' ), array( 'status' => rest_authorization_required_code() ) );
		}
		return Settings::covers( $post->post_type );
	}

	/**
	 * Return what is known of a post.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array|WP_Error
	 */
	public static function results( WP_REST_Request $request ) {
		return self::present( (int) $request['id'], Checks::refresh( (int) $request['id'] ) );
	}

	/**
	 * Send the draft.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array|WP_Error
	 */
	public static function check( WP_REST_Request $request ) {
		return self::present( (int) $request['id'], Checks::send_draft( (int) $request['id'], $request['title'], $request['content'] ) );
	}

	/**
	 * Have one sentence checked.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array|WP_Error
	 */
	public static function sentence( WP_REST_Request $request ) {
		return self::present( (int) $request['id'], Checks::send_sentence( (int) $request['id'], Texts::fold( $request['text'] ), $request['context'] ) );
	}

	/**
	 * Return the report on a claim.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array|WP_Error
	 */
	public static function claim( WP_REST_Request $request ) {
		return Checks::report( (int) $request['id'], $request['claim'] );
	}

	/**
	 * Keep an editor's rating, and get the ClaimReview made of it.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array|WP_Error
	 */
	public static function review( WP_REST_Request $request ) {
		return Reviews::rate( (int) $request['id'], $request['claim'], $request['rating'], $request['name'], $request['explanation'] );
	}

	/**
	 * Take it that the changes have been seen.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array
	 */
	public static function dismiss( WP_REST_Request $request ) {
		Results::keep_changes( (int) $request['id'], array() );
		return self::present( (int) $request['id'], Results::of( (int) $request['id'] ) );
	}

	/**
	 * Return results with what has changed since publication, and with the ratings.
	 *
	 * @param int            $post_id The post.
	 * @param array|WP_Error $results Its results.
	 * @return array|WP_Error
	 */
	private static function present( $post_id, $results ) {
		$more = array(
			'changes' => Results::changes( $post_id ),
			'reviews' => array_map( array( Reviews::class, 'rating_of' ), Reviews::of( $post_id ) ),
		);
		return is_wp_error( $results ) ? $results : array_merge( $results, $more );
	}
}
