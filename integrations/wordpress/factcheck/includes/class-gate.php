<?php
/**
 * Holding back what is refuted.
 *
 * @package Factcheck
 */

namespace Factcheck;

use stdClass;
use WP_Error;
use WP_REST_Request;

defined( 'ABSPATH' ) || exit;

/**
 * Where the newsroom wants it, refuses to publish a post while a sentence of it is refuted or outdated. A post that is
 * public already can be saved: its correction must not be held up.
 */
final class Gate {
	const PUBLIC = array( 'publish', 'future', 'private' );

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'rest_api_init', array( self::class, 'hook_rest' ) );
		add_filter( 'wp_insert_post_data', array( self::class, 'hold_back' ), 10, 2 );
	}

	/**
	 * Register for each type of post that is checked.
	 */
	public static function hook_rest() {
		foreach ( Settings::get( 'post_types' ) as $type ) {
			add_filter( "rest_pre_insert_{$type}", array( self::class, 'refuse' ), 10, 2 );
		}
	}

	/**
	 * Refuse to publish from the block editor, with a sentence that says why.
	 *
	 * @param stdClass|WP_Error $prepared What would be stored.
	 * @param WP_REST_Request   $request  The request.
	 * @return stdClass|WP_Error
	 */
	public static function refuse( $prepared, WP_REST_Request $request ) {
		$post_id = is_wp_error( $prepared ) ? 0 : (int) ( $prepared->ID ?? 0 );
		$status  = $prepared->post_status ?? '';
		$content = $prepared->post_content ?? ( $post_id ? get_post( $post_id )->post_content : '' );
		if ( ! $post_id || ! self::blocks( $post_id, $status, $content ) ) {
			return $prepared;
		}
		return new WP_Error( 'factcheck_refuted', __( 'Factcheck: the post has claims that are refuted or outdated. Correct them and check again.', 'factcheck' ), array( 'status' => 409 ) );
	}

	/**
	 * Leave a post pending that would be published in any other way.
	 *
	 * @param array $data    What would be stored, with slashes.
	 * @param array $sent    What it was made of.
	 * @return array
	 */
	public static function hold_back( $data, $sent ) {
		$post_id = (int) ( $sent['ID'] ?? 0 );
		if ( $post_id && Settings::covers( $data['post_type'] ) && self::blocks( $post_id, $data['post_status'], wp_unslash( $data['post_content'] ) ) ) {
			$data['post_status'] = 'pending';
		}
		return $data;
	}

	/**
	 * Say whether a post may not be published.
	 *
	 * @param int    $post_id The post.
	 * @param string $status  The status that it would have.
	 * @param string $content The content that it would have.
	 * @return bool
	 */
	private static function blocks( $post_id, $status, $content ) {
		$publishes = in_array( $status, self::PUBLIC, true ) && ! in_array( get_post_status( $post_id ), array( 'publish', 'private' ), true );
		return $publishes && Settings::get( 'block' ) && Results::warnings( $post_id, $content );
	}
}
