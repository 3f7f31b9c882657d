<?php
/**
 * What the newsroom has settled.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and cleans the plugin's one option. The key may stand in wp-config.php instead, as FACTCHECK_KEY.
 */
final class Settings {
	const OPTION = 'factcheck_settings';
	const GROUP  = 'factcheck';

	const DEFAULTS = array(
		'address'        => '',
		'key'            => '',
		'webhook_id'     => '',
		'webhook_secret' => '',
		'post_types'     => array( 'post' ),
		'send_published' => true,
		'block'          => false,
	);

	/**
	 * Tell WordPress about the option, so that its settings form saves it through clean().
	 */
	public static function register() {
		register_setting(
			self::GROUP,
			self::OPTION,
			array(
				'type'              => 'object',
				'sanitize_callback' => array( self::class, 'clean' ),
				'show_in_rest'      => false,
			)
		);
	}

	/**
	 * Return one setting.
	 *
	 * @param string $name A key of DEFAULTS.
	 * @return mixed
	 */
	public static function get( $name ) {
		if ( 'key' === $name && defined( 'FACTCHECK_KEY' ) ) {
			return FACTCHECK_KEY;
		}
		$kept = get_option( self::OPTION, array() );
		return $kept[ $name ] ?? self::DEFAULTS[ $name ];
	}

	/**
	 * Keep some settings, the others stay. Not autoloaded: few pages need them, and they hold secrets.
	 *
	 * @param array $changes Values by name.
	 */
	public static function keep( array $changes ) {
		update_option( self::OPTION, array_merge( (array) get_option( self::OPTION, array() ), $changes ), false );
	}

	/**
	 * Return what a form or keep() sent as it may be stored. An empty secret means that the kept one stays.
	 *
	 * @param mixed $sent What came.
	 * @return array
	 */
	public static function clean( $sent ) {
		$sent  = is_array( $sent ) ? $sent : array();
		$clean = array_merge( self::DEFAULTS, (array) get_option( self::OPTION, array() ) );
		if ( isset( $sent['address'] ) ) {
			$address          = untrailingslashit( esc_url_raw( trim( $sent['address'] ), array( 'http', 'https' ) ) );
			$moved            = $clean['address'] !== $address;
			$clean['address'] = $address;
			if ( $moved ) {
				$clean = array_merge( $clean, array_fill_keys( array( 'key', 'webhook_id', 'webhook_secret' ), '' ) );
			}
		}
		foreach ( array( 'key', 'webhook_secret' ) as $name ) {
			$value = isset( $sent[ $name ] ) ? sanitize_text_field( $sent[ $name ] ) : '';
			if ( '' !== $value ) {
				$clean[ $name ] = $value;
			}
		}
		if ( isset( $sent['webhook_id'] ) ) {
			$clean['webhook_id'] = sanitize_text_field( $sent['webhook_id'] );
		}
		if ( isset( $sent['post_types'] ) ) {
			$clean['post_types'] = array_values( array_intersect( array_map( 'sanitize_key', (array) $sent['post_types'] ), self::possible_post_types() ) );
		}
		foreach ( array( 'send_published', 'block' ) as $name ) {
			if ( isset( $sent[ $name ] ) ) {
				$clean[ $name ] = (bool) $sent[ $name ];
			}
		}
		return $clean;
	}

	/**
	 * Return the post types that can be checked: public ones that the block editor can edit.
	 *
	 * @return string[]
	 */
	public static function possible_post_types() {
		$types = get_post_types(
			array(
				'public'       => true,
				'show_in_rest' => true,
			)
		);
		return array_values( array_diff( $types, array( 'attachment' ) ) );
	}

	/**
	 * Say whether posts of this type are checked.
	 *
	 * @param string $post_type Name of the type.
	 * @return bool
	 */
	public static function covers( $post_type ) {
		return in_array( $post_type, self::get( 'post_types' ), true );
	}
}
