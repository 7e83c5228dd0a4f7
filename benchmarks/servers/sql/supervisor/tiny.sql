-- A team is small: its providers are sorted, rather than the list of all names searched for them.
WITH own AS MATERIALIZED (SELECT id, name, capacity, name_key FROM provider WHERE team_id = ANY($1))
SELECT json_agg(page)::text
FROM (SELECT id, name, capacity FROM own ORDER BY name_key, id LIMIT 5) AS page
