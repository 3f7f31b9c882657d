<?php
/**
 * Keeps mails in a folder instead of sending them.
 */
add_filter(
	'pre_wp_mail',
	static function ( $sent, $mail ) {
		$name = sprintf( '%s/mail/%.6f.json', untrailingslashit( ABSPATH ), microtime( true ) );
		file_put_contents( $name, wp_json_encode( array( 'to' => $mail['to'], 'subject' => $mail['subject'], 'message' => $mail['message'] ) ) );
		return true;
	},
	10,
	2
);
