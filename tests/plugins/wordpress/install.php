<?php
/**
 * Installs WordPress: php install.php FOLDER HOST ADMIN AUTHOR READER PASSWORD
 */
define( 'WP_INSTALLING', true );
list( , $folder, $host, $admin, $author, $reader, $password ) = $argv;
$_SERVER['HTTP_HOST'] = $host;
require $folder . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_install( 'Alm Courier', $admin, $admin . '@alm-courier.example', false, '', $password );
foreach ( array( $author => 'author', $reader => 'subscriber' ) as $name => $role ) {
	wp_insert_user( array( 'user_login' => $name, 'user_pass' => $password, 'user_email' => $name . '@alm-courier.example', 'role' => $role ) );
}
$problem = activate_plugin( 'factcheck/factcheck.php' );
exit( is_wp_error( $problem ) ? 1 : 0 );
