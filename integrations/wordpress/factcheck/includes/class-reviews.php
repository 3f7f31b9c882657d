<?php
/**
 * ClaimReview in published pages.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Block;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * A block that shows an editor's rating of a claim, to readers and as schema.org's ClaimReview to machines.
 */
final class Reviews {
	const META  = '_factcheck_reviews';
	const BLOCK = 'factcheck/claim-review';

	/**
	 * Declare the block. What it shows is kept in the post's meta data, so that pages do not wait for the service.
	 */
	public static function register() {
		$hidden = array(
			'show_in_rest'  => false,
			'single'        => true,
			'auth_callback' => '__return_false',
		);
		register_meta( 'post', self::META, $hidden );
		register_block_type(
			self::BLOCK,
			array(
				'api_version'     => 3,
				'attributes'      => array(
					'claimId' => array(
						'type'    => 'string',
						'default' => '',
					),
				),
				'uses_context'    => array( 'postId' ),
				'render_callback' => array( self::class, 'render' ),
			)
		);
	}

	/**
	 * Return what the REST route takes.
	 *
	 * @return array
	 */
	public static function arguments() {
		return array(
			'rating'      => array(
				'type'     => 'integer',
				'minimum'  => 1,
				'maximum'  => 5,
				'required' => true,
			),
			'name'        => array(
				'type'      => 'string',
				'minLength' => 1,
				'maxLength' => 100,
				'required'  => true,
			),
			'explanation' => array(
				'type'      => 'string',
				'maxLength' => 5000,
				'default'   => '',
			),
		);
	}

	/**
	 * Give the service the rating of a claim, and keep the markup that it makes of it.
	 *
	 * @param int    $post_id     The post.
	 * @param string $claim_id    The claim.
	 * @param int    $rating      From 1 (false) to 5 (true).
	 * @param string $name        The rating in words.
	 * @param string $explanation Why.
	 * @return array|WP_Error The markup.
	 */
	public static function rate( $post_id, $claim_id, $rating, $name, $explanation ) {
		if ( ! Results::sentence( $post_id, $claim_id ) ) {
			return new WP_Error( 'factcheck_no_claim', __( 'The post has no such claim.', 'factcheck' ), array( 'status' => 404 ) );
		}
		$path   = '/v1/claims/' . rawurlencode( $claim_id );
		$review = array(
			'rating'         => $rating,
			'alternate_name' => $name,
			'explanation'    => '' === trim( $explanation ) ? null : $explanation,
			'url'            => get_permalink( $post_id ),
			'author'         => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
		);
		$kept   = Client::send( 'PATCH', $path . '/review', $review );
		$markup = is_wp_error( $kept ) ? $kept : Client::send( 'GET', $path . '/claimreview' );
		if ( is_wp_error( $markup ) ) {
			return $markup;
		}
		$reviews              = self::of( $post_id );
		$reviews[ $claim_id ] = self::without_nulls( $markup );
		update_post_meta( $post_id, self::META, wp_slash( wp_json_encode( $reviews ) ) );
		return $reviews[ $claim_id ];
	}

	/**
	 * Return the markup of each rated claim of a post.
	 *
	 * @param int $post_id The post.
	 * @return array[]
	 */
	public static function of( $post_id ) {
		$kept = json_decode( (string) get_post_meta( $post_id, self::META, true ), true );
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * Return the rating that a markup was made of, as rate() took it.
	 *
	 * @param array $markup One of of().
	 * @return array
	 */
	public static function rating_of( array $markup ) {
		return array(
			'rating'      => (int) $markup['reviewRating']['ratingValue'],
			'name'        => $markup['reviewRating']['alternateName'],
			'explanation' => $markup['reviewBody'] ?? '',
		);
	}

	/**
	 * Return the block's HTML; nothing for a claim without a rating.
	 *
	 * @param array    $attributes Of the block.
	 * @param string   $content    Unused: the block saves none.
	 * @param WP_Block $block      The block.
	 * @return string
	 */
	public static function render( $attributes, $content, WP_Block $block ) {
		$post_id = (int) ( $block->context['postId'] ?? get_the_ID() );
		$markup  = self::of( $post_id )[ $attributes['claimId'] ] ?? null;
		if ( ! $markup ) {
			return '';
		}
		$html = sprintf(
			'<p><strong>%s</strong> %s</p><p><strong>%s</strong> %s</p>',
			esc_html__( 'Claim:', 'factcheck' ),
			esc_html( $markup['claimReviewed'] ),
			esc_html__( 'Our rating:', 'factcheck' ),
			esc_html( $markup['reviewRating']['alternateName'] )
		);
		if ( isset( $markup['reviewBody'] ) ) {
			$html .= '<p>' . esc_html( $markup['reviewBody'] ) . '</p>';
		}
		// The address that it was rated at may have been that of the draft.
		$markup['url'] = get_permalink( $post_id );
		// Escaped so that no text can end the script element.
		$json = wp_json_encode( $markup, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
		return sprintf( '<aside %s>%s<script type="application/ld+json">%s</script></aside>', get_block_wrapper_attributes(), $html, $json );
	}

	/**
	 * Return markup without what is unknown.
	 *
	 * @param array $markup JSON-LD.
	 * @return array
	 */
	private static function without_nulls( array $markup ) {
		$kept = array();
		foreach ( $markup as $name => $value ) {
			if ( null !== $value ) {
				$kept[ $name ] = is_array( $value ) ? self::without_nulls( $value ) : $value;
			}
		}
		return $kept;
	}
}
