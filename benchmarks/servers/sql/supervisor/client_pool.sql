SELECT json_agg(json_build_object(
    'id', page.id,
    'waitDays', (now() AT TIME ZONE time_zone)::date - entered_on,
    'waitDaysSinceIntake', (now() AT TIME ZONE time_zone)::date - intake_date,
    'reason', reason,
    'priority', priority,
    'enteredAt', to_char(entered_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    'team', CASE WHEN team.id IS NOT NULL THEN json_build_object('id', team.id, 'name', team.name) END,
    'client', json_build_object(
        'id', client.id,
        'name', client.name,
        'intakeDate', intake_date,
        'insuranceStatus', insurance_status,
        'payer', payer,
        'serviceRequirements', service_requirements,
        'location', CASE
            WHEN location.id IS NOT NULL THEN json_build_object('id', location.id, 'name', location.name)
        END
    )
) ORDER BY entered_at, page.id)::text
FROM (
    SELECT pool_entry.*
    FROM pool_entry
    JOIN client ON client.id = client_id
    WHERE left_at IS NULL AND team_id = ANY($1)
        AND NOT coalesce(attributes ->> 'vip' IN ('true', '1'), false)
    ORDER BY entered_at, pool_entry.id
    LIMIT 100
) AS page
JOIN client ON client.id = client_id
CROSS JOIN practice
LEFT JOIN team ON team.id = page.team_id
LEFT JOIN location ON location.id = location_id
