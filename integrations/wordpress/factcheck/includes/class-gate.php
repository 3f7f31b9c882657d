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
		// Before WordPress publishes it at 10.
		add_action( 'publish_future_post', array( self::class, 'hold_scheduled' ), 5 );
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
		$warned  = $post_id ? self::objections( $post_id, $status, $content ) : array();
		if ( ! $warned ) {
			return $prepared;
		}
		$claims = array();
		foreach ( $warned as $sentence ) {
			/* translators: 1: a claim, 2: its verdict. */
			$claims[] = sprintf( __( '“%1$s” (%2$s)', 'factcheck' ), $sentence['text'], Notices::name( $sentence['verdict'] ) );
		}
		/* translators: %s: claims with their verdicts. */
		$says = sprintf( __( 'Factcheck: correct these claims and check again before you publish: %s', 'factcheck' ), implode( ', ', $claims ) );
		return new WP_Error( 'factcheck_refuted', $says, array( 'status' => 409 ) );
	}

	/**
	 * Leave a post pending that would be published in any other way; Held says why.
	 *
	 * @param array $data What would be stored, with slashes.
	 * @param array $sent What it was made of.
	 * @return array
	 */
	public static function hold_back( $data, $sent ) {
		$post_id = (int) ( $sent['ID'] ?? 0 );
		if ( $post_id && Settings::covers( $data['post_type'] ) && self::objections( $post_id, $data['post_status'], wp_unslash( $data['post_content'] ) ) ) {
			$data['post_status'] = 'pending';
		}
		return $data;
	}

	/**
	 * Leave a scheduled post pending whose evidence has changed before its time, and tell its author.
	 *
	 * @param int $post_id The post.
	 */
	public static function hold_scheduled( $post_id ) {
		$post = get_post( $post_id );
		if ( $post && Settings::covers( $post->post_type ) && self::objections( $post_id, 'publish', $post->post_content ) ) {
			$held = array(
				'ID'          => $post_id,
				'post_status' => 'pending',
			);
			wp_update_post( $held );
			Held::tell( $post );
		}
	}

	/**
	 * Return the sentences that keep a post from being published.
	 *
	 * @param int    $post_id The post.
	 * @param string $status  The status that it would have.
	 * @param string $content The content that it would have.
	 * @return array[]
	 */
	private static function objections( $post_id, $status, $content ) {
		$publishes = in_array( $status, self::PUBLIC, true ) && ! in_array( get_post_status( $post_id ), array( 'publish', 'private' ), true );
		return $publishes && Settings::get( 'block' ) ? Results::warnings( $post_id, $content ) : array();
	}
}
