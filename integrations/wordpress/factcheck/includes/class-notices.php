<?php
/**
 * Telling authors.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Post;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the author of a published post that its evidence has changed: by mail, and in the administration.
 */
final class Notices {

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'admin_notices', array( self::class, 'show' ) );
	}

	/**
	 * Return what a verdict is called.
	 *
	 * @param string|null $verdict Of the service.
	 * @return string
	 */
	public static function name( $verdict ) {
		$names = array(
			'supported'           => __( 'Supported', 'factcheck' ),
			'refuted'             => __( 'Refuted', 'factcheck' ),
			'disputed'            => __( 'Disputed', 'factcheck' ),
			'outdated'            => __( 'Outdated', 'factcheck' ),
			'not_enough_evidence' => __( 'Not enough evidence', 'factcheck' ),
		);
		return $names[ $verdict ] ?? __( 'Not checked', 'factcheck' );
	}

	/**
	 * Note a change and send it to the author, once for each check.
	 *
	 * @param int   $post_id The post.
	 * @param array $change  With text, before, verdict, check_id.
	 */
	public static function tell( $post_id, array $change ) {
		$changes = Results::changes( $post_id );
		if ( $change['check_id'] && in_array( $change['check_id'], array_column( $changes, 'check_id' ), true ) ) {
			return;
		}
		Results::keep_changes( $post_id, array_merge( array( $change ), $changes ) );
		/* translators: 1: verdict before, 2: verdict now. */
		$verdicts = sprintf( __( 'Before: %1$s. Now: %2$s.', 'factcheck' ), self::name( $change['before'] ), self::name( $change['verdict'] ) );
		/* translators: %s: title of a post. */
		self::mail( get_post( $post_id ), __( 'The evidence for “%s” has changed', 'factcheck' ), array( $change['text'], $verdicts ) );
	}

	/**
	 * Send the author of a post a mail that ends with the address of the editor.
	 *
	 * @param WP_Post  $post    The post.
	 * @param string   $subject With %s for its title.
	 * @param string[] $lines   Paragraphs.
	 */
	public static function mail( WP_Post $post, $subject, array $lines ) {
		$author = get_userdata( (int) $post->post_author );
		if ( ! $author || ! $author->user_email ) {
			return;
		}
		$title   = wp_specialchars_decode( get_the_title( $post ), ENT_QUOTES );
		$lines[] = admin_url( 'post.php?action=edit&post=' . $post->ID );
		wp_mail( $author->user_email, sprintf( $subject, $title ), implode( "\n\n", $lines ) );
	}

	/**
	 * Show authors which of their posts have changes that nobody has dismissed in the editor.
	 */
	public static function show() {
		$screen = get_current_screen();
		if ( ! current_user_can( 'edit_posts' ) || ( $screen && $screen->is_block_editor() ) ) {
			return;
		}
		$posts = get_posts(
			array(
				// Not "any", which leaves out what the site's search does.
				'post_type'      => Settings::get( 'post_types' ),
				'post_status'    => 'publish',
				'author'         => get_current_user_id(),
				'posts_per_page' => 5,
				'meta_key'       => Results::CHANGES, // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- has an index.
			)
		);
		foreach ( $posts as $post ) {
			$link = sprintf( '<a href="%s">%s</a>', esc_url( get_edit_post_link( $post, 'raw' ) ), esc_html( get_the_title( $post ) ) );
			printf(
				'<div class="notice notice-warning factcheck-notice"><p>%s</p></div>',
				wp_kses_post(
					/* translators: %s: title of a post, linked to its editor. */
					sprintf( __( 'Factcheck: the evidence for %s has changed since it was published.', 'factcheck' ), $link )
				)
			);
		}
	}
}
