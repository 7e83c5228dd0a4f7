-- Keeps every caseload to fifty clients, as the large practice is meant to be, and counts the loads anew.

CREATE TEMPORARY TABLE excess ON COMMIT DROP AS
SELECT id, client_id
FROM (
    SELECT id, client_id, row_number() OVER (PARTITION BY provider_id ORDER BY client_id) AS place
    FROM assignment
    WHERE ended_at IS NULL
) AS active
WHERE place > 50;

UPDATE assignment
SET ended_at = now(),
    ended_on = (now() AT TIME ZONE practice.time_zone)::date,
    end_reason = 'DISCHARGED'
FROM excess, practice
WHERE assignment.id = excess.id;

UPDATE client
SET status = CASE
    WHEN EXISTS (SELECT FROM pool_entry WHERE client_id = client.id AND left_at IS NULL) THEN 'WAITING'
    ELSE 'DISCHARGED'
END
FROM excess
WHERE client.id = excess.client_id;

UPDATE provider
SET caseload_count = counted.clients, load_hundredths = counted.load
FROM (
    SELECT provider.id, count(assignment.id) AS clients, coalesce(sum(weight_hundredths), 0) AS load
    FROM provider
    LEFT JOIN assignment ON provider_id = provider.id AND ended_at IS NULL
    GROUP BY provider.id
) AS counted
WHERE provider.id = counted.id
    AND (provider.caseload_count, provider.load_hundredths) IS DISTINCT FROM (counted.clients, counted.load);
