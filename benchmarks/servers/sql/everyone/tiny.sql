SELECT json_agg(json_build_object('id', id, 'name', name, 'capacity', capacity))::text
FROM (SELECT id, name, capacity FROM provider ORDER BY name_key, id LIMIT 5) AS page
