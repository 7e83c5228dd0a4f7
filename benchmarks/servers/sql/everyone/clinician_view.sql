SELECT json_agg(json_build_object(
    'id', page.id,
    'name', page.name,
    'credential', credential,
    'acceptingNewClients', accepting_new_clients,
    'team', CASE WHEN team.id IS NOT NULL THEN json_build_object('id', team.id, 'name', team.name) END,
    'capacity', capacity,
    'caseloadCount', caseload_count,
    'load', (load_hundredths / 100.0)::float8,
    'openSlots', (greatest(capacity * 100 - load_hundredths, 0) / 100.0)::float8,
    'utilization', round(load_hundredths / nullif(capacity * 100.0, 0), 6)::float8,
    'loadStatus', CASE
        WHEN load_hundredths > capacity * 100 THEN 'OVER_CAPACITY'
        WHEN load_hundredths = capacity * 100 THEN 'AT_CAPACITY'
        WHEN load_hundredths * 10000 >= nearing_ten_thousandths * capacity * 100 THEN 'NEARING_CAPACITY'
        ELSE 'AVAILABLE'
    END,
    'caseload', (
        SELECT coalesce(json_agg(json_build_object(
            'id', served.id,
            'name', served.name,
            'intakeDate', intake_date,
            'insuranceStatus', insurance_status,
            'caseWeight', (case_weight_hundredths / 100.0)::float8
        )), '[]')
        FROM (
            SELECT client.*
            FROM assignment
            JOIN client ON client.id = client_id
            WHERE provider_id = page.id AND ended_at IS NULL
            ORDER BY client.name_key, client.id
            LIMIT 40
        ) AS served
    )
) ORDER BY page.name_key, page.id)::text
FROM (SELECT * FROM provider ORDER BY name_key, id LIMIT 50) AS page
CROSS JOIN practice
LEFT JOIN team ON team.id = team_id
