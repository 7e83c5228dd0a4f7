SELECT json_build_object(
    'id', client.id,
    'name', client.name,
    'dateOfBirth', date_of_birth,
    'status', client.status,
    'intakeDate', intake_date,
    'insuranceStatus', insurance_status,
    'payer', payer,
    'caseWeight', (case_weight_hundredths / 100.0)::float8,
    'languages', client.languages,
    'location', CASE
        WHEN location.id IS NOT NULL THEN json_build_object('id', location.id, 'name', location.name)
    END,
    'provider', CASE
        WHEN provider.id IS NOT NULL THEN json_build_object('id', provider.id, 'name', provider.name)
    END,
    'assignment', CASE
        WHEN assignment.id IS NOT NULL THEN json_build_object(
            'id', assignment.id,
            'assignedAt', to_char(assigned_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            'assignedBy', assigned_by
        )
    END
)::text
FROM client
LEFT JOIN location ON location.id = location_id
LEFT JOIN assignment ON assignment.client_id = client.id AND ended_at IS NULL
LEFT JOIN provider ON provider.id = assignment.provider_id
WHERE client.id = $1
