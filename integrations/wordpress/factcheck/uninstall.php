<?php
/**
 * Removes everything that the plugin has stored. What it sent to the archive stays there: it is the newsroom's.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/factcheck.php';

/**
 * Clean up one site.
 */
function uninstall_site() {
	global $wpdb;
	Webhook::unsubscribe();
	delete_option( Settings::OPTION );
	foreach ( array( Results::META, Results::ID, Results::CHANGES, Reviews::META, Refusals::META ) as $key ) {
		delete_post_meta_by_key( $key );
	}
	wp_unschedule_hook( Archive::RETRY );
	wp_unschedule_hook( Archive::DELETE );
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- transients can't be listed otherwise.
	$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( '_transient_factcheck_seen_' ) . '%' ) );
	foreach ( $names as $name ) {
		delete_transient( substr( $name, strlen( '_transient_' ) ) );
	}
}

if ( is_multisite() ) {
	$factcheck_all = array(
		'fields' => 'ids',
		'number' => 0,
	);
	foreach ( get_sites( $factcheck_all ) as $factcheck_site ) {
		switch_to_blog( $factcheck_site );
		uninstall_site();
		restore_current_blog();
	}
} else {
	uninstall_site();
}
