SELECT json_agg(page)::text
FROM (SELECT id, name, capacity FROM provider ORDER BY name_key, id LIMIT 5) AS page
