<?php
/**
 * What the archive refuses.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

/**
 * Tells administrators which posts the archive did not take, and why: the key lacks a scope, or a post is not as it has to be.
 */
final class Refusals {
	const META    = '_factcheck_refused';
	const SCREENS = array( 'dashboard', 'settings_page_' . Settings_Page::SLUG );

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'admin_notices', array( self::class, 'show' ) );
	}

	/**
	 * Keep why the archive has refused a post.
	 *
	 * @param int    $post_id The post.
	 * @param string $reason  What the service said; empty if it has taken the post.
	 */
	public static function note( $post_id, $reason ) {
		if ( '' === $reason ) {
			delete_post_meta( $post_id, self::META );
		} else {
			update_post_meta( $post_id, self::META, wp_slash( $reason ) );
		}
	}

	/**
	 * Show the latest of them on the dashboard and above the settings, until they were sent again.
	 */
	public static function show() {
		$screen = get_current_screen();
		if ( ! $screen || ! in_array( $screen->id, self::SCREENS, true ) || ! current_user_can( 'manage_options' ) || ! Settings::get( 'send_published' ) ) {
			return;
		}
		$posts = get_posts(
			array(
				'post_type'      => Settings::get( 'post_types' ),
				'post_status'    => array_keys( get_post_stati() ),
				'posts_per_page' => 5,
				'meta_key'       => self::META, // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- has an index.
			)
		);
		foreach ( $posts as $post ) {
			$link = sprintf( '<a href="%s">%s</a>', esc_url( get_edit_post_link( $post, 'raw' ) ), esc_html( get_the_title( $post ) ) );
			/* translators: 1: title of a post, linked to its editor, 2: what the service said. */
			$says = sprintf( __( 'Factcheck: the archive did not take %1$s. Once this is mended, save the post again: %2$s', 'factcheck' ), $link, esc_html( get_post_meta( $post->ID, self::META, true ) ) );
			echo '<div class="notice notice-error factcheck-refused"><p>' . wp_kses_post( $says ) . '</p></div>';
		}
	}
}
