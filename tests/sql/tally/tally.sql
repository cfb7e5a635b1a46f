-- A kind without ORDER fields in its report has figures of a window, one function a field.
create table marks (id integer primary key, amount_minor);
insert into marks(amount_minor) values (5), (-3), (40), (7), (12);
select revops_tally_total_minor(amount_minor), revops_tally_count(amount_minor) from marks;
select id, revops_tally_total_minor(amount_minor) over w, sum(amount_minor) over w,
       revops_tally_count(amount_minor) over w
from marks window w as (order by id rows between 1 preceding and 1 following);
select id, revops_tally_count(amount_minor) over (order by id rows between 3 preceding and
                                                  2 preceding) from marks;
select * from revops_tally_rows('select amount_minor from marks');
select revops_tally_total_minor(amount_minor) is null from marks where id > 9;
-- Fields of every unit, in and out.
select at_ns, rate_num, rate_den, weight, share_num, share_den, month,
    strict, colours, parts_0, parts_1, parts_2, note, label, currency, hex(digest)
from revops_tally_echo((select revops_tally_with(
    '{"at_ns": "2026-01-01T12:00:00.5Z", "rate": "1.25", "weight": 0.75, "share": "30%",
      "month": "2026-02", "strict": true, "colours": ["blue", "red"], "small": 200}',
    amount_minor) from marks where id = 1));
select at_ns, rate_num, rate_den, share_num is null, month, strict, colours from
    revops_tally_echo((select revops_tally_with('{"at_ns": 5, "rate_num": -1}',
                                                          amount_minor) from marks where id = 1));
-- A text may hold any escape of JSON.
select revops_tally_with('{"colours": ["\u0062lue", "gr\u0065en"]}', 1) is null;
select revops_tally_with(' { "strict" : false , "share" : null } ', 1) is null;
select revops_tally_with('{}', 1) = revops_tally(1);
-- A key beyond 2^63 - 1 has no integer in SQL.
select count(*), typeof(max(label)) from revops_tally_echo('select amount_minor from marks');
select label, currency, note from revops_tally_echo('select amount_minor from marks') limit 2;
select max(key) from revops_tally_echo('select amount_minor from marks');
-- Reports of many pages.
select count(*), min(parts_1) from revops_tally_echo(
    'with recursive n(i) as (select 20 union all select i + 1 from n where i < 5000)
     select i as amount_minor from n');
-- Small columns, instants and doubles.
select revops_tally(1, 127, '2026-01-01 00:00:00Z', 0.5) is null,
       revops_tally(1, -128, 5, 3) is null, revops_tally(1, 1, 1, '0.1') is null;
select revops_tally(1, 128);
select revops_tally(1, 1, '2026-01-01 00:00:00');
select revops_tally(1, 1, 1, 'much');
select revops_tally_with('{"small": 256}', 1);
select revops_tally_with('{"small": -1}', 1);
select revops_tally(1, -129);
select revops_tally_with('{"share": "1/0"}', 1);
select revops_tally_with('{"rate": "1", "rate_num": 1}', 1);
select revops_tally_with('{"colours": "red"}', 1);
select revops_tally_with('{"strict": "yes"}', 1);
select revops_tally_with('{"month": true}', 1);
select revops_tally_with('{"weight": "0.1"}', 1) is null;
select revops_tally_with('{"weight": {}}', 1);
select revops_tally_with('{"weight": 1', 1);
select revops_tally_with('{"weight": 01}', 1);
select revops_tally_with('{"weight": .5}', 1);
select revops_tally_with('{"colours": ["red" "blue"]}', 1);
select revops_tally_with('{"colours": [1]}', 1);
select revops_tally_with('{weight: 1}', 1);
select revops_tally_with('{"month": "2026-02"} x', 1);
select revops_tally_with('{"month": "\x"}', 1);
select revops_tally_with('{"month": "' || char(10) || '"}', 1);
-- A refusal in a later batch counts all rows before it, those taken back too.
with recursive n(i) as (select 20 union all select i + 1 from n where i < 3000)
select revops_tally(case i when 2019 then 13 else i end) from n;
select count(frame) from (
    select revops_tally(amount_minor) over (order by id rows 1 preceding) as frame
    from (select id, case id when 4 then 13 else amount_minor end as amount_minor from marks));
