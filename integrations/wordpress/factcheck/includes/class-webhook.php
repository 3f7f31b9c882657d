<?php
/**
 * Messages from the service.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_Site;

defined( 'ABSPATH' ) || exit;

/**
 * Takes signed messages, and tells the service where to send them.
 */
final class Webhook {
	const ROUTE  = '/webhook';
	const EVENTS = array( 'claim.evidence_changed', 'article.done' );

	/**
	 * Declare the route. It is open to everybody who can sign.
	 */
	public static function register() {
		register_rest_route(
			Rest::SPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'receive' ),
				'permission_callback' => array( self::class, 'is_signed' ),
			)
		);
	}

	/**
	 * Return the address for messages.
	 *
	 * @return string
	 */
	public static function address() {
		return rest_url( Rest::SPACE . self::ROUTE );
	}

	/**
	 * Ask the service to send its events here; the key needs the scope "admin".
	 *
	 * @return array|WP_Error
	 */
	public static function subscribe() {
		$wanted = array(
			'url'         => self::address(),
			'events'      => self::EVENTS,
			'payload'     => 'full',
			'description' => 'WordPress',
		);
		$made   = Client::send( 'POST', '/v1/webhooks', $wanted );
		if ( is_wp_error( $made ) ) {
			return $made;
		}
		self::unsubscribe();
		Settings::keep(
			array(
				'webhook_id'     => $made['webhook_id'],
				'webhook_secret' => $made['secret'],
			)
		);
		return $made;
	}

	/**
	 * Have the webhook deleted that this site had made, if there is one.
	 */
	public static function unsubscribe() {
		$webhook_id = Settings::get( 'webhook_id' );
		if ( '' !== $webhook_id ) {
			Client::send( 'DELETE', '/v1/webhooks/' . rawurlencode( $webhook_id ), null, array( 'seconds' => 5 ) );
		}
	}

	/**
	 * Have the webhook of a site deleted with the site, in a network.
	 *
	 * @param WP_Site $site The site.
	 */
	public static function leave( WP_Site $site ) {
		switch_to_blog( (int) $site->blog_id );
		self::unsubscribe();
		restore_current_blog();
	}

	/**
	 * Say whether the message comes from the service.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool|WP_Error
	 */
	public static function is_signed( WP_REST_Request $request ) {
		$message = array(
			'id'        => (string) $request->get_header( 'webhook-id' ),
			'timestamp' => (string) $request->get_header( 'webhook-timestamp' ),
			'signature' => (string) $request->get_header( 'webhook-signature' ),
			'body'      => $request->get_body(),
		);
		if ( Signature::holds( Settings::get( 'webhook_secret' ), $message, time() ) ) {
			return true;
		}
		return new WP_Error( 'factcheck_not_signed', __( 'The message is not signed, or it is too old.', 'factcheck' ), array( 'status' => 401 ) );
	}

	/**
	 * Take a message once. The service sends it again for days until it is answered, always under the same id; so what it
	 * speaks of is answered with 503 while it can't be fetched.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response
	 */
	public static function receive( WP_REST_Request $request ) {
		$seen    = 'factcheck_seen_' . md5( $request->get_header( 'webhook-id' ) );
		$message = json_decode( $request->get_body(), true );
		if ( ! get_transient( $seen ) && is_array( $message ) ) {
			if ( ! self::handle( $message['type'] ?? '', (array) ( $message['data'] ?? array() ) ) ) {
				return new WP_REST_Response( null, 503 );
			}
			set_transient( $seen, 1, WEEK_IN_SECONDS );
		}
		return new WP_REST_Response( null, 204 );
	}

	/**
	 * Do what a message asks for; say whether that could be done. An article that is gone has nothing more to fetch.
	 *
	 * @param string $type Kind of event.
	 * @param array  $data What it is about.
	 * @return bool
	 */
	private static function handle( $type, array $data ) {
		if ( 'claim.evidence_changed' === $type && isset( $data['claim']['claim_id'] ) && ( $data['is_latest'] ?? true ) ) {
			foreach ( Results::posts_with( $data['claim']['claim_id'] ) as $post_id ) {
				self::take_claim( $post_id, $data );
			}
		}
		if ( 'article.done' === $type && isset( $data['article_id'] ) ) {
			foreach ( array_map( array( Checks::class, 'refresh' ), Results::posts_with( $data['article_id'] ) ) as $results ) {
				if ( is_wp_error( $results ) && ! Client::is_gone( $results ) ) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Keep the new state of a claim, and tell the author if the post is public and the verdict or evidence is another.
	 *
	 * @param int   $post_id The post.
	 * @param array $data    Of the message.
	 */
	private static function take_claim( $post_id, array $data ) {
		$claim = $data['claim'];
		$then  = Results::sentence( $post_id, $claim['claim_id'] );
		$now   = Checks::state_of( $claim );
		Results::change( $post_id, $claim['claim_id'], $now );
		if ( 'publish' === get_post_status( $post_id ) ) {
			$change = array(
				'claim_id' => $claim['claim_id'],
				'check_id' => $data['check_id'] ?? null,
				'text'     => $then['text'],
				'before'   => $then['verdict'],
				'verdict'  => $now['verdict'],
				'at'       => gmdate( 'c' ),
			);
			Notices::tell( $post_id, $change );
		}
	}
}
