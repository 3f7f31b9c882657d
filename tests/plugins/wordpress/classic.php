<?php
/**
 * Gives who sends the cookie "classic" the editor without blocks.
 */
add_filter( 'use_block_editor_for_post', static fn( $uses ) => $uses && ! isset( $_COOKIE['classic'] ) );
