"""The search index, its queries and the marked fallback. The only user of Elasticsearch."""
