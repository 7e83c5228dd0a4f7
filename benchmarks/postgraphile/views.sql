-- What PostGraphile serves: the product's tables as an engineer would show them to it, with the figures as columns and
-- the current caseload as a relation. The database flattens views into the query, so that they cost nothing to read.

CREATE SCHEMA postgraphile;

CREATE VIEW postgraphile.location AS SELECT id, name FROM public.location;
COMMENT ON VIEW postgraphile.location IS E'@primaryKey id';

CREATE VIEW postgraphile.team AS SELECT id, name FROM public.team;
COMMENT ON VIEW postgraphile.team IS E'@primaryKey id';

CREATE VIEW postgraphile.provider AS
SELECT
    id,
    name,
    name_key,
    credential,
    accepting_new_clients,
    team_id,
    capacity,
    caseload_count,
    (load_hundredths / 100.0)::float8 AS load,
    (greatest(capacity * 100 - load_hundredths, 0) / 100.0)::float8 AS open_slots,
    round(load_hundredths / nullif(capacity * 100.0, 0), 6)::float8 AS utilization,
    CASE
        WHEN load_hundredths > capacity * 100 THEN 'OVER_CAPACITY'
        WHEN load_hundredths = capacity * 100 THEN 'AT_CAPACITY'
        WHEN load_hundredths * 10000 >= (SELECT nearing_ten_thousandths FROM public.practice) * capacity * 100
            THEN 'NEARING_CAPACITY'
        ELSE 'AVAILABLE'
    END AS load_status
FROM public.provider;
COMMENT ON VIEW postgraphile.provider IS
    E'@primaryKey id\n@foreignKey (team_id) references postgraphile.team (id)|@fieldName team';

CREATE VIEW postgraphile.client AS
SELECT
    id,
    name,
    date_of_birth,
    status,
    intake_date,
    insurance_status,
    payer,
    location_id,
    (case_weight_hundredths / 100.0)::float8 AS case_weight,
    languages,
    service_requirements
FROM public.client;
COMMENT ON VIEW postgraphile.client IS
    E'@primaryKey id\n@foreignKey (location_id) references postgraphile.location (id)|@fieldName location';

-- The active clients of a provider, with what the Clinician View shows of each.
CREATE VIEW postgraphile.caseload AS
SELECT
    assignment.provider_id,
    client.id,
    client.name,
    client.name_key,
    client.intake_date,
    client.insurance_status,
    (client.case_weight_hundredths / 100.0)::float8 AS case_weight
FROM public.assignment
JOIN public.client ON client.id = assignment.client_id
WHERE assignment.ended_at IS NULL;
COMMENT ON VIEW postgraphile.caseload IS
    E'@primaryKey id\n@foreignKey (provider_id) references postgraphile.provider (id)|@foreignFieldName caseload';

CREATE VIEW postgraphile.active_assignment AS
SELECT id, client_id, provider_id, assigned_at, assigned_by FROM public.assignment WHERE ended_at IS NULL;
COMMENT ON VIEW postgraphile.active_assignment IS
    E'@primaryKey id\n@unique client_id\n@foreignKey (client_id) references postgraphile.client (id)|@foreignFieldName assignment\n@foreignKey (provider_id) references postgraphile.provider (id)|@fieldName provider';

CREATE VIEW postgraphile.open_entry AS
SELECT
    pool_entry.id,
    pool_entry.client_id,
    pool_entry.team_id,
    reason,
    priority,
    entered_at,
    (now() AT TIME ZONE (SELECT time_zone FROM public.practice))::date - entered_on AS wait_days,
    (now() AT TIME ZONE (SELECT time_zone FROM public.practice))::date - (
        SELECT intake_date FROM public.client WHERE client.id = pool_entry.client_id
    ) AS wait_days_since_intake
FROM public.pool_entry
WHERE left_at IS NULL;
COMMENT ON VIEW postgraphile.open_entry IS
    E'@primaryKey id\n@foreignKey (client_id) references postgraphile.client (id)|@fieldName client\n@foreignKey (team_id) references postgraphile.team (id)|@fieldName team';
