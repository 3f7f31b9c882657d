<?php
/**
 * The settings page.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * A page under "Settings". Key and secret are taken, never shown.
 */
final class Settings_Page {
	const SLUG      = 'factcheck';
	const TEST      = 'factcheck_test';
	const SUBSCRIBE = 'factcheck_subscribe';

	// What a row of the form may be made of.
	const MARKUP = array(
		'br'       => array(),
		'fieldset' => array(),
		'input'    => array(
			'autocomplete' => true,
			'checked'      => true,
			'class'        => true,
			'id'           => true,
			'name'         => true,
			'placeholder'  => true,
			'type'         => true,
			'value'        => true,
		),
		'label'    => array( 'for' => true ),
		'legend'   => array( 'class' => true ),
		'p'        => array( 'class' => true ),
	);

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'admin_menu', array( self::class, 'add' ) );
		add_action( 'admin_post_' . self::TEST, array( self::class, 'test' ) );
		add_action( 'admin_post_' . self::SUBSCRIBE, array( self::class, 'subscribe' ) );
	}

	/**
	 * Add the page to the menu.
	 */
	public static function add() {
		add_options_page( __( 'Factcheck', 'factcheck' ), __( 'Factcheck', 'factcheck' ), 'manage_options', self::SLUG, array( self::class, 'show' ) );
	}

	/**
	 * Return where the page is.
	 *
	 * @return string
	 */
	public static function address() {
		return admin_url( 'options-general.php?page=' . self::SLUG );
	}

	/**
	 * Ask the service whether it is ready and takes the key, and say so.
	 */
	public static function test() {
		self::guard( self::TEST );
		$ready  = Client::send( 'GET', '/readyz' );
		$answer = is_wp_error( $ready ) ? $ready : Client::send( 'GET', '/v1/workspace' );
		self::go_back( $answer, __( 'The service is ready and accepts the key.', 'factcheck' ) );
	}

	/**
	 * Have the service send its messages here, and say whether it will.
	 */
	public static function subscribe() {
		self::guard( self::SUBSCRIBE );
		self::go_back( Webhook::subscribe(), __( 'The service will tell this site when evidence changes.', 'factcheck' ) );
	}

	/**
	 * End the request of somebody who may not do this, or was sent here by another site.
	 *
	 * @param string $action What the nonce is for.
	 */
	private static function guard( $action ) {
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You may not change these settings.', 'factcheck' ), 403 );
		}
		check_admin_referer( $action );
	}

	/**
	 * Go back to the page, which then shows what came of it.
	 *
	 * @param array|WP_Error $answer What the service said.
	 * @param string         $good   What to say if it is no error.
	 */
	private static function go_back( $answer, $good ) {
		$failed = is_wp_error( $answer );
		add_settings_error( self::SLUG, self::SLUG, $failed ? $answer->get_error_message() : $good, $failed ? 'error' : 'success' );
		set_transient( 'settings_errors', get_settings_errors(), 30 );
		wp_safe_redirect( add_query_arg( 'settings-updated', 'true', self::address() ) );
		exit;
	}

	/**
	 * Print the page.
	 */
	public static function show() {
		echo '<div class="wrap"><h1>' . esc_html__( 'Factcheck', 'factcheck' ) . '</h1>';
		echo '<form method="post" action="' . esc_url( admin_url( 'options.php' ) ) . '">';
		settings_fields( Settings::GROUP );
		echo '<table class="form-table" role="presentation">';
		self::print_fields();
		echo '</table>';
		submit_button();
		echo '</form><hr>';
		self::print_button( self::TEST, __( 'Test the connection', 'factcheck' ), __( 'Asks the service whether it is ready and knows the key.', 'factcheck' ) );
		self::print_button( self::SUBSCRIBE, __( 'Register the webhook', 'factcheck' ), __( 'Has the service tell this site when evidence changes. The key needs the scope admin; without it, make a webhook for the address above yourself and enter its secret.', 'factcheck' ) );
		echo '</div>';
	}

	/**
	 * Print the rows of the form.
	 */
	private static function print_fields() {
		$in_file = defined( 'FACTCHECK_KEY' );
		self::print_row( 'address', __( 'Service address', 'factcheck' ), self::input( 'address', 'url', 'https://factcheck.house.example', Settings::get( 'address' ) ), __( 'Another address forgets key and secret, so that they are never sent there.', 'factcheck' ) );
		self::print_row( 'key', __( 'Key', 'factcheck' ), $in_file ? '' : self::input( 'key', 'password', self::hint( 'key' ) ), $in_file ? __( 'Set by FACTCHECK_KEY in wp-config.php.', 'factcheck' ) : __( 'Stays on this server. Left empty, the stored one stays. FACTCHECK_KEY in wp-config.php keeps it out of the database.', 'factcheck' ) );
		/* translators: %s: an address. */
		self::print_row( 'webhook_secret', __( 'Webhook secret', 'factcheck' ), self::input( 'webhook_secret', 'password', self::hint( 'webhook_secret' ) ), sprintf( __( 'For messages to %s.', 'factcheck' ), Webhook::address() ) );
		$types = '';
		foreach ( Settings::possible_post_types() as $type ) {
			$types .= self::checkbox( 'post_types][', $type, Settings::covers( $type ), get_post_type_object( $type )->labels->name );
		}
		self::print_row( '', __( 'Checked types', 'factcheck' ), '<input type="hidden" name="' . Settings::OPTION . '[post_types][]" value="">' . self::group( __( 'Checked types', 'factcheck' ), $types ) );
		self::print_row( '', __( 'Archive', 'factcheck' ), self::toggle( 'send_published', __( 'Send published posts and their corrections to the archive (scope corpus:write)', 'factcheck' ) ) );
		self::print_row( '', __( 'Publishing', 'factcheck' ), self::toggle( 'block', __( 'Refuse to publish while a claim is refuted or outdated', 'factcheck' ) ) );
	}

	/**
	 * Print a row.
	 *
	 * @param string $name  Of the setting that the label is for; empty for none.
	 * @param string $label What it is called.
	 * @param string $html  Its inputs, escaped.
	 * @param string $help  What to know of it.
	 */
	private static function print_row( $name, $label, $html, $help = '' ) {
		$heading = $name ? sprintf( '<label for="factcheck-%s">%s</label>', esc_attr( $name ), esc_html( $label ) ) : esc_html( $label );
		$help    = $help ? '<p class="description">' . esc_html( $help ) . '</p>' : '';
		echo '<tr><th scope="row">' . wp_kses( $heading, self::MARKUP ) . '</th><td>' . wp_kses( $html . $help, self::MARKUP ) . '</td></tr>';
	}

	/**
	 * Return an input.
	 *
	 * @param string $name        Of the setting.
	 * @param string $type        Of the input.
	 * @param string $placeholder What stands there while it is empty.
	 * @param string $value       What it holds.
	 * @return string
	 */
	private static function input( $name, $type, $placeholder, $value = '' ) {
		return sprintf( '<input class="regular-text" id="factcheck-%1$s" name="%2$s[%1$s]" type="%3$s" placeholder="%4$s" value="%5$s" autocomplete="off">', esc_attr( $name ), Settings::OPTION, esc_attr( $type ), esc_attr( $placeholder ), esc_attr( $value ) );
	}

	/**
	 * Return whether a secret is there, in words.
	 *
	 * @param string $name Of the setting.
	 * @return string
	 */
	private static function hint( $name ) {
		return '' === Settings::get( $name ) ? '' : __( 'stored', 'factcheck' );
	}

	/**
	 * Return a checkbox that sends 0 when it is off.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it says.
	 * @return string
	 */
	private static function toggle( $name, $label ) {
		return sprintf( '<input type="hidden" name="%s[%s]" value="0">', Settings::OPTION, esc_attr( $name ) ) . self::checkbox( $name, '1', Settings::get( $name ), $label );
	}

	/**
	 * Return a checkbox.
	 *
	 * @param string $name  Of the setting.
	 * @param string $value What it sends.
	 * @param bool   $is_on Whether it is on.
	 * @param string $label What it says.
	 * @return string
	 */
	private static function checkbox( $name, $value, $is_on, $label ) {
		return sprintf( '<label><input type="checkbox" name="%s[%s]" value="%s"%s> %s</label><br>', Settings::OPTION, esc_attr( $name ), esc_attr( $value ), $is_on ? ' checked' : '', esc_html( $label ) );
	}

	/**
	 * Return inputs as a group that screen readers name.
	 *
	 * @param string $label What they are called together.
	 * @param string $html  The inputs, escaped.
	 * @return string
	 */
	private static function group( $label, $html ) {
		return '<fieldset><legend class="screen-reader-text">' . esc_html( $label ) . '</legend>' . $html . '</fieldset>';
	}

	/**
	 * Print a form with a button.
	 *
	 * @param string $action What it does.
	 * @param string $label  What it says.
	 * @param string $help   What to know of it.
	 */
	private static function print_button( $action, $label, $help ) {
		echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
		echo '<input type="hidden" name="action" value="' . esc_attr( $action ) . '">';
		wp_nonce_field( $action );
		submit_button( $label, 'secondary', $action, false );
		echo '<p class="description">' . esc_html( $help ) . '</p></form>';
	}
}
