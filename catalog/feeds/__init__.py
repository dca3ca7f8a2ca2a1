"""Files for search engines and marketplaces: product feeds and the sitemap."""
