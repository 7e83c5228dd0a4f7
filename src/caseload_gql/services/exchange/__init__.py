"""The practice on its way out: as files for spreadsheets, or as FHIR resources."""
