-- What a filled database must not hold; each row names a fault and how often it was found.
SELECT fault, found
FROM (
    SELECT 'providers whose counters are wrong' AS fault, count(*) AS found
    FROM provider
    WHERE (caseload_count, load_hundredths) IS DISTINCT FROM (
        SELECT (count(*)::integer, coalesce(sum(weight_hundredths), 0)::integer)
        FROM assignment
        WHERE provider_id = provider.id AND ended_at IS NULL
    )
    UNION ALL
    SELECT 'clients whose status and assignment disagree', count(*)
    FROM client
    WHERE (status = 'ACTIVE') <> EXISTS (SELECT FROM assignment WHERE client_id = client.id AND ended_at IS NULL)
    UNION ALL
    SELECT 'clients who wait without an entry', count(*)
    FROM client
    WHERE status = 'WAITING' AND NOT EXISTS (SELECT FROM pool_entry WHERE client_id = client.id AND left_at IS NULL)
    UNION ALL
    SELECT 'clients without words to be found by', count(*)
    FROM client
    WHERE NOT EXISTS (SELECT FROM client_word WHERE client_id = client.id)
    UNION ALL
    SELECT 'providers without words to be found by', count(*)
    FROM provider
    WHERE NOT EXISTS (SELECT FROM provider_word WHERE provider_id = provider.id)
) AS faults
WHERE found > 0
