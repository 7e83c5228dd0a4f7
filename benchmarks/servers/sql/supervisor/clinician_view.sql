-- A team is small: its providers are sorted, rather than the list of all names searched for them.
WITH own AS MATERIALIZED (SELECT * FROM provider WHERE team_id = ANY($1))
SELECT json_agg(page)::text
FROM (
    SELECT
        provider.id,
        provider.name,
        credential,
        accepting_new_clients AS "acceptingNewClients",
        (SELECT row_to_json(team) FROM (SELECT id, name FROM team WHERE team.id = team_id) AS team) AS team,
        capacity,
        caseload_count AS "caseloadCount",
        load_hundredths / 100.0::float8 AS load,
        greatest(capacity * 100 - load_hundredths, 0) / 100.0::float8 AS "openSlots",
        round(load_hundredths / nullif(capacity * 100.0, 0), 6)::float8 AS utilization,
        CASE
            WHEN load_hundredths > capacity * 100 THEN 'OVER_CAPACITY'
            WHEN load_hundredths = capacity * 100 THEN 'AT_CAPACITY'
            WHEN load_hundredths * 10000 >= (SELECT nearing_ten_thousandths FROM practice) * capacity * 100
                THEN 'NEARING_CAPACITY'
            ELSE 'AVAILABLE'
        END AS "loadStatus",
        (
            SELECT coalesce(json_agg(served), '[]')
            FROM (
                SELECT
                    client.id,
                    client.name,
                    intake_date AS "intakeDate",
                    insurance_status AS "insuranceStatus",
                    case_weight_hundredths / 100.0::float8 AS "caseWeight"
                FROM assignment
                JOIN client ON client.id = client_id
                WHERE provider_id = provider.id
                    AND ended_at IS NULL
                    AND NOT coalesce(attributes ->> 'vip' IN ('true', '1'), false)
                ORDER BY client.name_key, client.id
                LIMIT 40
            ) AS served
        ) AS caseload
    FROM own AS provider
    ORDER BY name_key, provider.id
    LIMIT 50
) AS page
