<?php
/**
 * Talking to the service.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Sends requests to the service, with the key that never leaves the server.
 *
 * WordPress' safe HTTP functions refuse private addresses and unusual ports. The service usually has both, so its very
 * host and port are allowed by filters while a request to it runs, and nothing else is. Redirects are not followed.
 */
final class Client {
	const SECONDS = 10;

	/**
	 * Send a request; return the decoded answer, or an error whose message an editor can read.
	 *
	 * @param string     $method  HTTP method.
	 * @param string     $path    Path below the service's address, with its query.
	 * @param array|null $body    What goes as JSON.
	 * @param array      $options "seconds" to wait; "headers" to add.
	 * @return array|WP_Error
	 */
	public static function send( $method, $path, $body = null, array $options = array() ) {
		$address = Settings::get( 'address' );
		$key     = Settings::get( 'key' );
		if ( '' === $address || '' === $key ) {
			return new WP_Error( 'factcheck_not_set_up', __( 'Factcheck has no service address or no key yet: see its settings.', 'factcheck' ), array( 'status' => 503 ) );
		}
		$own       = array(
			'Authorization' => 'Bearer ' . $key,
			'Accept'        => 'application/json',
		);
		$arguments = array(
			'method'      => $method,
			'timeout'     => $options['seconds'] ?? self::SECONDS,
			'redirection' => 0,
			'headers'     => array_merge( $own, $options['headers'] ?? array() ),
		);
		if ( null !== $body ) {
			$arguments['headers']['Content-Type'] = 'application/json';
			$arguments['body']                    = wp_json_encode( $body );
		}
		return self::read( self::request( $address, $path, $arguments ) );
	}

	/**
	 * Say whether an answer means that the service has no such thing, or no longer.
	 *
	 * @param array|WP_Error $answer Of send().
	 * @return bool
	 */
	public static function is_gone( $answer ) {
		return is_wp_error( $answer ) && 404 === ( $answer->get_error_data()['service_status'] ?? 0 );
	}

	/**
	 * Run the request with the service's host and port allowed.
	 *
	 * @param string $address   The service's address.
	 * @param string $path      Path below it.
	 * @param array  $arguments Of wp_safe_remote_request().
	 * @return array|WP_Error
	 */
	private static function request( $address, $path, array $arguments ) {
		$host       = wp_parse_url( $address, PHP_URL_HOST );
		$port       = wp_parse_url( $address, PHP_URL_PORT );
		$allow_host = static function ( $is_external, $asked ) use ( $host ) {
			return $is_external || $asked === $host;
		};
		$allow_port = static function ( $ports, $asked ) use ( $host, $port ) {
			return $asked === $host && $port ? array_merge( $ports, array( $port ) ) : $ports;
		};
		add_filter( 'http_request_host_is_external', $allow_host, 10, 2 );
		add_filter( 'http_allowed_safe_ports', $allow_port, 10, 2 );
		try {
			return wp_safe_remote_request( $address . $path, $arguments );
		} finally {
			remove_filter( 'http_request_host_is_external', $allow_host );
			remove_filter( 'http_allowed_safe_ports', $allow_port );
		}
	}

	/**
	 * Return the decoded body of a good answer, an error for anything else.
	 *
	 * @param array|WP_Error $answer Of wp_safe_remote_request().
	 * @return array|WP_Error
	 */
	private static function read( $answer ) {
		if ( is_wp_error( $answer ) ) {
			/* translators: %s: what the HTTP library says. */
			return new WP_Error( 'factcheck_unreachable', sprintf( __( 'The Factcheck service can’t be reached: %s', 'factcheck' ), $answer->get_error_message() ), array( 'status' => 502 ) );
		}
		$status  = wp_remote_retrieve_response_code( $answer );
		$content = json_decode( wp_remote_retrieve_body( $answer ), true );
		if ( $status >= 200 && $status < 300 ) {
			return is_array( $content ) ? $content : array();
		}
		$detail = $content['detail'] ?? $content['title'] ?? wp_remote_retrieve_response_message( $answer );
		$data   = array(
			'status'         => 502,
			'service_status' => $status,
		);
		/* translators: 1: HTTP status, 2: what the service says. */
		return new WP_Error( 'factcheck_refused', sprintf( __( 'The Factcheck service answered %1$d: %2$s', 'factcheck' ), $status, $detail ), $data );
	}
}
