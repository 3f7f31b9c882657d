<?php
/**
 * Signatures of messages.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

/**
 * Verifies messages as Standard Webhooks specifies: HMAC-SHA256 over id, time and body.
 */
final class Signature {
	const TOLERANCE_SECONDS = 300;

	/**
	 * Say whether a message is signed with the secret and not older or newer than five minutes.
	 *
	 * @param string $secret  The secret, "whsec_" and base64.
	 * @param array  $message "id", "timestamp", "signature" and "body" as they came.
	 * @param int    $now     Seconds since 1970.
	 * @return bool
	 */
	public static function holds( $secret, array $message, $now ) {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- that is how the key is written.
		$key = base64_decode( preg_replace( '/^whsec_/', '', $secret ), true );
		if ( ! $key || '' === $message['id'] || ! preg_match( '/^\d{1,12}$/D', $message['timestamp'] ) ) {
			return false;
		}
		if ( abs( $now - (int) $message['timestamp'] ) > self::TOLERANCE_SECONDS ) {
			return false;
		}
		$signed = $message['id'] . '.' . $message['timestamp'] . '.' . $message['body'];
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- that is how signatures are written.
		$expected = 'v1,' . base64_encode( hash_hmac( 'sha256', $signed, $key, true ) );
		$holds    = false;
		foreach ( explode( ' ', $message['signature'] ) as $signature ) {
			// All are compared, each in constant time: while a secret is changed there are two.
			$holds = hash_equals( $expected, $signature ) || $holds;
		}
		return $holds;
	}
}
