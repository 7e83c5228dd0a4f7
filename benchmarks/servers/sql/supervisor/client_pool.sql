SELECT json_agg(page)::text
FROM (
    SELECT
        pool_entry.id,
        (SELECT (now() AT TIME ZONE time_zone)::date FROM practice) - entered_on AS "waitDays",
        (SELECT (now() AT TIME ZONE time_zone)::date FROM practice) - intake_date AS "waitDaysSinceIntake",
        reason,
        priority,
        to_char(entered_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS "enteredAt",
        (SELECT row_to_json(team) FROM (SELECT id, name FROM team WHERE team.id = team_id) AS team) AS team,
        (
            SELECT row_to_json(waiting)
            FROM (
                SELECT
                    client.id,
                    client.name,
                    intake_date AS "intakeDate",
                    insurance_status AS "insuranceStatus",
                    payer,
                    service_requirements AS "serviceRequirements",
                    (
                        SELECT row_to_json(location)
                        FROM (SELECT id, name FROM location WHERE location.id = location_id) AS location
                    ) AS location
            ) AS waiting
        ) AS client
    FROM pool_entry
    JOIN client ON client.id = client_id
    WHERE left_at IS NULL
        AND team_id = ANY($1)
        AND NOT coalesce(attributes ->> 'vip' IN ('true', '1'), false)
    ORDER BY entered_at, pool_entry.id
    LIMIT 100
) AS page
