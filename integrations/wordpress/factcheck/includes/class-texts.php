<?php
/**
 * Texts of posts.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Post;

defined( 'ABSPATH' ) || exit;

/**
 * Turns a post's markup into text, and loads the plugin's own texts.
 */
final class Texts {

	/**
	 * Load the translations that come with the plugin; those of the site's languages folder win.
	 */
	public static function load_languages() {
		load_plugin_textdomain( 'factcheck', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}

	/**
	 * Return the text of some HTML, a line for each block.
	 *
	 * @param string $html Post content.
	 * @return string
	 */
	public static function plain( $html ) {
		$html  = preg_replace( '#<(br|hr)\b[^>]*>|</(p|h[1-6]|li|blockquote|pre|figcaption|td|th|tr|div)>#i', "$0\n", $html );
		$text  = html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		$lines = array_map( array( self::class, 'fold' ), explode( "\n", $text ) );
		return implode( "\n", array_filter( $lines, 'strlen' ) );
	}

	/**
	 * Return text with each run of white space made one space, so that two typings of it compare as equal.
	 *
	 * @param string $text Any text.
	 * @return string
	 */
	public static function fold( $text ) {
		return trim( (string) preg_replace( '/[\s\x{00A0}\x{202F}]+/u', ' ', $text ) );
	}

	/**
	 * Return the content of a post as readers get it: blocks rendered, shortcodes carried out. Ratings are left out: they quote
	 * claims, and a claim that is called false would stand in the archive as if the post had said it.
	 *
	 * @param WP_Post $post The post.
	 * @return string
	 */
	public static function of_post( WP_Post $post ) {
		$content = preg_replace( '#<!-- wp:' . Reviews::BLOCK . '\b.*?/-->#s', '', $post->post_content );
		return self::plain( do_shortcode( do_blocks( $content ) ) );
	}
}
