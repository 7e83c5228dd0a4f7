SELECT json_agg(page)::text
FROM (SELECT id, name, capacity FROM provider WHERE team_id = ANY($1) ORDER BY name_key, id LIMIT 5) AS page
