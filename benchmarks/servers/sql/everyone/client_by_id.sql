SELECT row_to_json(found)::text
FROM (
    SELECT
        client.id,
        client.name,
        date_of_birth AS "dateOfBirth",
        client.status,
        intake_date AS "intakeDate",
        insurance_status AS "insuranceStatus",
        payer,
        case_weight_hundredths / 100.0::float8 AS "caseWeight",
        client.languages,
        (
            SELECT row_to_json(location)
            FROM (SELECT id, name FROM location WHERE location.id = location_id) AS location
        ) AS location,
        CASE WHEN provider.id IS NOT NULL THEN json_build_object('id', provider.id, 'name', provider.name) END AS provider,
        CASE
            WHEN assignment.id IS NOT NULL THEN json_build_object(
                'id', assignment.id,
                'assignedAt', to_char(assigned_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                'assignedBy', assigned_by
            )
        END AS assignment
    FROM client
    LEFT JOIN assignment ON assignment.client_id = client.id AND ended_at IS NULL
    LEFT JOIN provider ON provider.id = assignment.provider_id
    WHERE client.id = $1
) AS found
