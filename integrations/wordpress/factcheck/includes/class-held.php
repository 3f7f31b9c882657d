<?php
/**
 * Saying why a post is held back.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Post;

defined( 'ABSPATH' ) || exit;

/**
 * Where there is no sidebar, says which claims of a post speak against publishing it: above the classic editor's form, in
 * lists of posts, and by mail for one that was scheduled. It looks at the post as it is, so it says so as long as it is true.
 */
final class Held {

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'admin_notices', array( self::class, 'show' ) );
		add_filter( 'display_post_states', array( self::class, 'add_state' ), 10, 2 );
	}

	/**
	 * Show the claims above the form of a post that is not public.
	 */
	public static function show() {
		$screen = get_current_screen();
		$post   = get_post();
		if ( ! $screen || 'post' !== $screen->base || $screen->is_block_editor() || ! $post ) {
			return;
		}
		$warned = self::warnings( $post );
		if ( ! $warned ) {
			return;
		}
		$says = Settings::get( 'block' )
			? __( 'Factcheck holds this post back until these claims are corrected, or checked again in the block editor:', 'factcheck' )
			: __( 'Factcheck: the archive speaks against these claims:', 'factcheck' );
		$list = '';
		foreach ( $warned as $sentence ) {
			$list .= sprintf( '<li><strong>%s</strong>: %s</li>', esc_html( Notices::name( $sentence['verdict'] ) ), esc_html( $sentence['text'] ) );
		}
		$kind = Settings::get( 'block' ) ? 'error' : 'warning';
		echo '<div class="notice notice-' . esc_attr( $kind ) . ' factcheck-held"><p>' . esc_html( $says ) . '</p><ul>' . wp_kses_post( $list ) . '</ul></div>';
	}

	/**
	 * Say beside the title of a pending post that it is held back; bulk edit and quick edit end in such a list.
	 *
	 * @param string[] $states What is said of it already.
	 * @param WP_Post  $post   The post.
	 * @return string[]
	 */
	public static function add_state( $states, $post ) {
		if ( 'pending' === $post->post_status && Settings::get( 'block' ) && self::warnings( $post ) ) {
			$states['factcheck'] = __( 'Held back by Factcheck: claims are refuted or outdated', 'factcheck' );
		}
		return $states;
	}

	/**
	 * Tell the author of a scheduled post that it was not published.
	 *
	 * @param WP_Post $post The post.
	 */
	public static function tell( WP_Post $post ) {
		$lines = array( __( 'These claims are refuted or outdated. Correct them and check again:', 'factcheck' ) );
		foreach ( self::warnings( $post ) as $sentence ) {
			$lines[] = sprintf( '%s: %s', Notices::name( $sentence['verdict'] ), $sentence['text'] );
		}
		/* translators: %s: title of a post. */
		Notices::mail( $post, __( '“%s” was not published', 'factcheck' ), $lines );
	}

	/**
	 * Return the sentences that speak against publishing a post; none if it is public already.
	 *
	 * @param WP_Post $post The post.
	 * @return array[]
	 */
	private static function warnings( WP_Post $post ) {
		$is_public = in_array( $post->post_status, array( 'publish', 'private' ), true );
		return $is_public || ! Settings::covers( $post->post_type ) ? array() : Results::warnings( $post->ID, $post->post_content );
	}
}
