-- Homes made before schemas were numbered lack these columns, or some of them.
alter table if exists raw.report_block add column if not exists box_left float;
alter table if exists raw.report_block add column if not exists box_top float;
alter table if exists raw.report_block add column if not exists box_right float;
alter table if exists raw.report_block add column if not exists box_bottom float;
alter table if exists raw.report_block add column if not exists confidence float;
alter table if exists raw.report_cell add column if not exists box_left float;
alter table if exists raw.report_cell add column if not exists box_top float;
alter table if exists raw.report_cell add column if not exists box_right float;
alter table if exists raw.report_cell add column if not exists box_bottom float;
alter table if exists raw.report_cell add column if not exists confidence float;
alter table if exists raw.document add column if not exists notes varchar;
alter table if exists raw.document add column if not exists lacks varchar;
alter table if exists raw.unrecognised add column if not exists row_text varchar;
alter table if exists raw.unrecognised add column if not exists column_text varchar;
alter table if exists raw.unrecognised add column if not exists nearest varchar[];
alter table if exists raw.statement_line add column if not exists unit_name varchar;
