<?php
/**
 * What the block editor loads.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

/**
 * Loads scripts and styles where a post can be checked.
 */
final class Editor {
	const SCRIPTS = array(
		'text'         => array( 'wp-blocks', 'wp-rich-text' ),
		'store'        => array( 'factcheck-text', 'wp-api-fetch', 'wp-data' ),
		'marks'        => array( 'factcheck-store', 'wp-annotations', 'wp-block-editor' ),
		'evidence'     => array( 'factcheck-store', 'wp-components', 'wp-element', 'wp-i18n', 'wp-date' ),
		'sidebar'      => array( 'factcheck-marks', 'factcheck-evidence', 'wp-edit-post', 'wp-editor', 'wp-notices', 'wp-plugins' ),
		'prepublish'   => array( 'factcheck-sidebar' ),
		'review-block' => array( 'factcheck-store', 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
	);

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'enqueue_block_editor_assets', array( self::class, 'load' ) );
		add_action( 'enqueue_block_assets', array( self::class, 'load_styles' ) );
	}

	/**
	 * Load the scripts.
	 */
	public static function load() {
		$post = get_post();
		if ( ! $post || ! Settings::covers( $post->post_type ) ) {
			return;
		}
		foreach ( self::SCRIPTS as $name => $needs ) {
			wp_enqueue_script( "factcheck-{$name}", plugins_url( "assets/{$name}.js", PLUGIN_FILE ), $needs, VERSION, true );
			wp_set_script_translations( "factcheck-{$name}", 'factcheck', dirname( PLUGIN_FILE ) . '/languages' );
		}
		$known = array(
			'postId'   => $post->ID,
			'blocks'   => (bool) Settings::get( 'block' ),
			'settings' => current_user_can( 'manage_options' ) ? Settings_Page::address() : '',
			'isSetUp'  => '' !== Settings::get( 'address' ) && '' !== Settings::get( 'key' ),
		);
		wp_add_inline_script( 'factcheck-text', 'window.factcheck = ' . wp_json_encode( $known, JSON_HEX_TAG ) . ';', 'before' );
	}

	/**
	 * Load the styles of the marks, which belong into the frame that the editor shows the text in.
	 */
	public static function load_styles() {
		if ( is_admin() ) {
			wp_enqueue_style( 'factcheck', plugins_url( 'assets/editor.css', PLUGIN_FILE ), array(), VERSION );
		}
	}
}
