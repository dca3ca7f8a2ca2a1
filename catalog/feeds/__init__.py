"""Product feeds and the sitemap, for search engines and marketplaces."""
