-- A hub's SQLite database of schema 0001: the sample import, a hall, a terminal, one urge; two months of calendar.
BEGIN TRANSACTION;
CREATE TABLE accounts (
	company_id INTEGER NOT NULL, 
	account_no VARCHAR(32) NOT NULL, 
	customer_id INTEGER NOT NULL, 
	address VARCHAR(400) NOT NULL, 
	card_no VARCHAR(32), 
	as_of DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (id), 
	CONSTRAINT fk_accounts_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_accounts_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id), 
	CONSTRAINT uq_accounts_company_id_account_no UNIQUE (company_id, account_no)
);
INSERT INTO "accounts" VALUES(1,'5304300011',1,'示范市南湖区人民路18号2栋301室',NULL,'2026-11-21 10:00:00.000000',1);
INSERT INTO "accounts" VALUES(1,'5304300029',1,'示范市南湖区滨湖路5号',NULL,'2026-11-21 10:00:00.000000',2);
INSERT INTO "accounts" VALUES(1,'5304300037',2,'示范市南湖区工业大道66号','62E30A11F0','2026-11-21 10:00:00.000000',3);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE calendar_days (
	day DATE NOT NULL, 
	working BOOLEAN NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	version VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_calendar_days PRIMARY KEY (day)
);
INSERT INTO "calendar_days" VALUES('2026-11-01',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-02',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-03',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-04',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-05',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-06',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-07',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-08',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-09',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-10',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-11',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-12',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-13',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-14',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-15',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-16',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-17',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-18',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-19',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-20',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-21',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-22',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-23',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-24',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-25',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-26',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-27',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-28',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-29',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-11-30',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-01',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-02',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-03',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-04',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-05',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-06',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-07',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-08',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-09',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-10',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-11',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-12',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-13',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-14',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-15',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-16',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-17',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-18',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-19',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-20',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-21',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-22',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-23',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-24',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-25',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-26',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-27',0,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-28',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-29',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-30',1,'','chinesecalendar','1.11.0');
INSERT INTO "calendar_days" VALUES('2026-12-31',1,'','chinesecalendar','1.11.0');
CREATE TABLE companies (
	code VARCHAR(32) NOT NULL, 
	name_zh VARCHAR(120) NOT NULL, 
	name_en VARCHAR(120) NOT NULL, 
	nearly_late_days INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_companies PRIMARY KEY (id), 
	CONSTRAINT uq_companies_code UNIQUE (code)
);
INSERT INTO "companies" VALUES('demo','示范供电公司','Demonstration Power Supply Company',2,1);
CREATE TABLE credentials (
	customer_id INTEGER NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	used_at DATETIME, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_credentials PRIMARY KEY (customer_id), 
	CONSTRAINT fk_credentials_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id)
);
INSERT INTO "credentials" VALUES(2,'$argon2id$v=19$m=19456,t=2,p=1$1ORoa0gWWdNrm3ygd+ZD0g$SnVjIQSQYAn7Mbungz0MneWiLmGXDVQjdSiIfG45jKk',0,NULL,'2026-11-22 14:04:11.106477');
CREATE TABLE customers (
	company_id INTEGER NOT NULL, 
	customer_no VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	as_of DATETIME NOT NULL, 
	source VARCHAR(120) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_customers PRIMARY KEY (id), 
	CONSTRAINT fk_customers_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT uq_customers_company_id_customer_no UNIQUE (company_id, customer_no)
);
INSERT INTO "customers" VALUES(1,'70000001','王建平','person','14200000001','2026-11-21 10:00:00.000000','营销管理系统',1);
INSERT INTO "customers" VALUES(1,'70000002','示范市宏达建材有限公司','company','0877-0000001','2026-11-21 10:00:00.000000','营销管理系统',2);
INSERT INTO "customers" VALUES(1,'70000003','买买提·艾力','person','14200000003','2026-11-21 10:00:00.000000','营销管理系统',3);
CREATE TABLE data_files (
	kind VARCHAR(16) NOT NULL, 
	code VARCHAR(64) NOT NULL, 
	version VARCHAR(32) NOT NULL, 
	source TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_data_files PRIMARY KEY (id), 
	CONSTRAINT uq_data_files_kind_code_version UNIQUE (kind, code, version)
);
INSERT INTO "data_files" VALUES('flow','capacity-decrease','1','The field''s papers name capacity decrease as a kind of order and do not list its stages; stages, flags and default days are this project''s assumptions','31d6b8d66b24e1b058b06220ee8674e0b7996d57ceb0d1bd63956efa3f860597',1);
INSERT INTO "data_files" VALUES('flow','high-voltage-parallel','1','After the newer flows of the field''s papers, with stages that run side by side; the choice of stages, flags and default days is this project''s assumption','078e2029792411a3261b180c890d8f817090912fa654e3c8c81c37427b703e5f',2);
INSERT INTO "data_files" VALUES('flow','high-voltage','1','Stage list of the field''s papers (16 stages, 5 supervised together after Wuhan''s command platform); which 13 are watched, the customer''s side and the default days are this project''s assumptions','037d75ad3d451f6d944f4fbd7fd3e28268a4ef343e798666af0eae58ac96abbf',3);
INSERT INTO "data_files" VALUES('flow','low-voltage-direct','1','Stage list of the field''s papers (a household without new lines may need just two); flags and default days are this project''s assumptions','1c3d324ee8cbd00204420975d64cc382a1d62c7e00797cbef8e6695b6402ebc1',4);
INSERT INTO "data_files" VALUES('flow','low-voltage','1','Stage list of the field''s papers; flags and default days are this project''s assumptions','ee455eaa4c3289575ee0063db182f9d6ce12b1d82b703fa612e432c72b870930',5);
INSERT INTO "data_files" VALUES('limits','regulator','1','Regulator''s limits for handling connection orders, from a weak reprint: not confirmed against the original','edcbf808ff7e1fa8e900a5c64b29747239d906b1322cf19bb4f9333ded1f62ab',6);
INSERT INTO "data_files" VALUES('limits','southern-grid','1','Southern Grid style limits; the unit is not stated and is read as working days','8dfa4b94843eaacd7764fb02e2e2beed08be88701ef90787dbb816766287e3be',7);
INSERT INTO "data_files" VALUES('limits','state-grid-older','1','State Grid''s older service promise, from a weak reprint: not confirmed against the original','b19e7432ecdddbef6e1ef6ad906bcd8baff99de37600ddac357abd2df4ce2b0e',8);
INSERT INTO "data_files" VALUES('limits','yuxi','1','Yuxi, lean service (paper 000): 10 kV in all, 70 days with one supply, 90 with two; the unit is not stated','e3363fe5c577a962af0da5015491ccca116a9421bb12fb51caafb9a80d973a2e',9);
INSERT INTO "data_files" VALUES('calendar','chinesecalendar','1.11.0','chinesecalendar','212dee1477d864e32bd2881bc327d7007209a2bf77f2b489961c87bd118f0e9b',10);
CREATE TABLE enrolment_codes (
	code_hash VARCHAR(64) NOT NULL, 
	hall_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_enrolment_codes PRIMARY KEY (id), 
	CONSTRAINT fk_enrolment_codes_hall_id_halls FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT uq_enrolment_codes_code_hash UNIQUE (code_hash)
);
INSERT INTO "enrolment_codes" VALUES('e1eccd7a280b7b62fd11d7d7886efe3559e404380ae526660447efdb00e37b67',1,'2026-11-22 14:19:09.826858','2026-11-22 14:04:10.015797',1);
CREATE TABLE events (
	company_id INTEGER, 
	kind VARCHAR(64) NOT NULL, 
	actor VARCHAR(120) NOT NULL, 
	order_id INTEGER, 
	details VARCHAR NOT NULL, 
	occurred_at DATETIME NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id), 
	CONSTRAINT fk_events_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_events_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id)
);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "capacity-decrease", "kind": "flow", "version": "1"}','2026-11-22 14:04:04.237959','2026-11-22 14:04:04.237959',1);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "high-voltage-parallel", "kind": "flow", "version": "1"}','2026-11-22 14:04:04.243521','2026-11-22 14:04:04.243521',2);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "high-voltage", "kind": "flow", "version": "1"}','2026-11-22 14:04:04.244882','2026-11-22 14:04:04.244882',3);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "low-voltage-direct", "kind": "flow", "version": "1"}','2026-11-22 14:04:04.245941','2026-11-22 14:04:04.245941',4);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "low-voltage", "kind": "flow", "version": "1"}','2026-11-22 14:04:04.246742','2026-11-22 14:04:04.246742',5);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "regulator", "kind": "limits", "version": "1"}','2026-11-22 14:04:04.247683','2026-11-22 14:04:04.247683',6);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "southern-grid", "kind": "limits", "version": "1"}','2026-11-22 14:04:04.248068','2026-11-22 14:04:04.248068',7);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "state-grid-older", "kind": "limits", "version": "1"}','2026-11-22 14:04:04.248586','2026-11-22 14:04:04.248586',8);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "yuxi", "kind": "limits", "version": "1"}','2026-11-22 14:04:04.248924','2026-11-22 14:04:04.248924',9);
INSERT INTO "events" VALUES(NULL,'data-loaded','hub',NULL,'{"code": "chinesecalendar", "kind": "calendar", "version": "1.11.0"}','2026-11-22 14:04:04.249242','2026-11-22 14:04:04.249242',10);
INSERT INTO "events" VALUES(NULL,'company-rules-loaded','hub',NULL,'{"code": "demo"}','2026-11-22 14:04:04.570284','2026-11-22 14:04:04.570284',11);
INSERT INTO "events" VALUES(1,'customer-added','import:customers.csv',NULL,'{"customer": 1}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',12);
INSERT INTO "events" VALUES(1,'account-added','import:customers.csv',NULL,'{"account": 1, "customer": 1}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',13);
INSERT INTO "events" VALUES(1,'account-added','import:customers.csv',NULL,'{"account": 2, "customer": 1}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',14);
INSERT INTO "events" VALUES(1,'customer-added','import:customers.csv',NULL,'{"customer": 2}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',15);
INSERT INTO "events" VALUES(1,'account-added','import:customers.csv',NULL,'{"account": 3, "customer": 2}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',16);
INSERT INTO "events" VALUES(1,'customer-added','import:customers.csv',NULL,'{"customer": 3}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.596496',17);
INSERT INTO "events" VALUES(1,'order-filed','import:orders.csv',1,'{"flow": "low-voltage-direct", "state": "finished", "supply": "home"}','2026-11-01 16:00:00.000000','2026-11-22 14:04:04.612881',18);
INSERT INTO "events" VALUES(1,'order-filed','import:orders.csv',2,'{"flow": "high-voltage", "state": "running", "supply": "high-one"}','2026-09-13 16:00:00.000000','2026-11-22 14:04:04.612881',19);
INSERT INTO "events" VALUES(1,'order-filed','import:orders.csv',3,'{"flow": "low-voltage", "state": "paused", "supply": "low"}','2026-10-18 16:00:00.000000','2026-11-22 14:04:04.612881',20);
INSERT INTO "events" VALUES(1,'team-added','import:stages.csv',NULL,'{"team": 1}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',21);
INSERT INTO "events" VALUES(1,'team-added','import:stages.csv',NULL,'{"team": 2}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',22);
INSERT INTO "events" VALUES(1,'team-added','import:stages.csv',NULL,'{"team": 3}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',23);
INSERT INTO "events" VALUES(1,'team-added','import:stages.csv',NULL,'{"team": 4}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',24);
INSERT INTO "events" VALUES(1,'handler-added','import:stages.csv',NULL,'{"handler": 1}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',25);
INSERT INTO "events" VALUES(1,'handler-added','import:stages.csv',NULL,'{"handler": 2}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',26);
INSERT INTO "events" VALUES(1,'handler-added','import:stages.csv',NULL,'{"handler": 3}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',27);
INSERT INTO "events" VALUES(1,'handler-added','import:stages.csv',NULL,'{"handler": 4}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',28);
INSERT INTO "events" VALUES(1,'handler-added','import:stages.csv',NULL,'{"handler": 5}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201',29);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',1,'{"stage": "acceptance", "visit": 1, "changed": {"entered_on": [null, "2026-11-02"], "finished_on": [null, "2026-11-02"], "planned_start": [null, "2026-11-02"], "planned_finish": [null, "2026-11-03"], "handler_id": [null, 1], "team_id": [null, 1], "state": ["later", "done"]}}','2026-11-01 16:00:00.000000','2026-11-22 14:04:04.631433',30);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',1,'{"stage": "metering", "visit": 1, "changed": {"entered_on": [null, "2026-11-02"], "finished_on": [null, "2026-11-05"], "planned_start": [null, "2026-11-03"], "planned_finish": [null, "2026-11-05"], "handler_id": [null, 4], "team_id": [null, 4], "state": ["later", "done"]}}','2026-11-04 16:00:00.000000','2026-11-22 14:04:04.631433',31);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',2,'{"stage": "acceptance", "visit": 1, "changed": {"entered_on": [null, "2026-09-14"], "finished_on": [null, "2026-09-14"], "planned_start": [null, "2026-09-14"], "planned_finish": [null, "2026-09-15"], "handler_id": [null, 1], "team_id": [null, 1], "state": ["later", "done"]}}','2026-09-13 16:00:00.000000','2026-11-22 14:04:04.631433',32);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',2,'{"stage": "survey-dispatch", "visit": 1, "changed": {"entered_on": [null, "2026-09-14"], "finished_on": [null, "2026-09-15"], "planned_start": [null, "2026-09-15"], "planned_finish": [null, "2026-09-16"], "handler_id": [null, 1], "team_id": [null, 1], "state": ["later", "done"]}}','2026-09-14 16:00:00.000000','2026-11-22 14:04:04.631433',33);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',2,'{"stage": "site-survey", "visit": 1, "changed": {"entered_on": [null, "2026-09-15"], "finished_on": [null, "2026-09-18"], "planned_start": [null, "2026-09-16"], "planned_finish": [null, "2026-09-18"], "handler_id": [null, 2], "team_id": [null, 2], "state": ["later", "done"]}}','2026-09-17 16:00:00.000000','2026-11-22 14:04:04.631433',34);
INSERT INTO "events" VALUES(1,'stage-entered','import:stages.csv',2,'{"stage": "plan-draft", "visit": 1, "changed": {"entered_on": [null, "2026-09-18"], "planned_start": [null, "2026-09-21"], "planned_finish": [null, "2026-09-25"], "handler_id": [null, 2], "team_id": [null, 2], "state": ["later", "current"]}}','2026-09-18 09:10:00.000000','2026-11-22 14:04:04.631433',35);
INSERT INTO "events" VALUES(1,'stage-entered','import:stages.csv',2,'{"stage": "site-survey", "visit": 2, "changed": {"entered_on": [null, "2026-11-16"], "planned_start": [null, "2026-11-16"], "planned_finish": [null, "2026-11-24"], "handler_id": [null, 5], "team_id": [null, 2], "state": ["later", "current"]}}','2026-11-16 01:00:00.000000','2026-11-22 14:04:04.631433',36);
INSERT INTO "events" VALUES(1,'stage-set-back','import:stages.csv',2,'{"stage": "site-survey", "visit": 1, "changed": {"state": ["done", "set-back"]}}','2026-11-16 01:00:00.000000','2026-11-22 14:04:04.631433',37);
INSERT INTO "events" VALUES(1,'stage-set-back','import:stages.csv',2,'{"stage": "plan-draft", "visit": 1, "changed": {"state": ["current", "set-back"]}}','2026-11-16 01:00:00.000000','2026-11-22 14:04:04.631433',38);
INSERT INTO "events" VALUES(1,'handler-changed','import:stages.csv',2,'{"stage": "plan-draft", "visit": 2, "changed": {"planned_start": [null, "2026-11-25"], "planned_finish": [null, "2026-12-01"], "handler_id": [null, 5], "team_id": [null, 2]}}','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.631433',39);
INSERT INTO "events" VALUES(1,'stage-finished','import:stages.csv',3,'{"stage": "acceptance", "visit": 1, "changed": {"entered_on": [null, "2026-10-19"], "finished_on": [null, "2026-10-20"], "planned_start": [null, "2026-10-19"], "planned_finish": [null, "2026-10-20"], "handler_id": [null, 3], "team_id": [null, 1], "state": ["later", "done"]}}','2026-10-19 16:00:00.000000','2026-11-22 14:04:04.631433',40);
INSERT INTO "events" VALUES(1,'stage-entered','import:stages.csv',3,'{"stage": "site-survey", "visit": 1, "changed": {"entered_on": [null, "2026-10-20"], "planned_start": [null, "2026-10-21"], "planned_finish": [null, "2026-10-23"], "team_id": [null, 3], "state": ["later", "current"]}}','2026-10-19 16:00:00.000000','2026-11-22 14:04:04.631433',41);
INSERT INTO "events" VALUES(1,'terminal-enrolled','kiosk:kiosk-dcacb37b97',NULL,'{}','2026-11-22 14:04:10.015797','2026-11-22 14:04:10.015797',42);
INSERT INTO "events" VALUES(1,'first-password-issued','command-line',NULL,'{"customer": 2}','2026-11-22 14:04:10.762456','2026-11-22 14:04:10.762456',43);
INSERT INTO "events" VALUES(1,'signed-in','customer:2',NULL,'{"kiosk": "kiosk-dcacb37b97"}','2026-11-22 14:04:11.041261','2026-11-22 14:04:11.041261',44);
INSERT INTO "events" VALUES(1,'password-changed','customer:2',NULL,'{"kiosk": "kiosk-dcacb37b97"}','2026-11-22 14:04:11.106477','2026-11-22 14:04:11.106477',45);
INSERT INTO "events" VALUES(1,'urge-received','customer:2',2,'{"kind": "urge", "kiosk": "kiosk-dcacb37b97", "stage": "25", "urge": "CB261122192736"}','2026-11-22 14:04:11.251153','2026-11-22 14:04:11.251153',46);
INSERT INTO "events" VALUES(1,'signed-out','customer:2',NULL,'{"kiosk": "kiosk-dcacb37b97"}','2026-11-22 14:04:11.259440','2026-11-22 14:04:11.259440',47);
CREATE TABLE flow_stages (
	flow_id INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	code VARCHAR(64) NOT NULL, 
	name_zh VARCHAR(120) NOT NULL, 
	name_en VARCHAR(120) NOT NULL, 
	does_zh TEXT NOT NULL, 
	does_en TEXT NOT NULL, 
	side VARCHAR(16) NOT NULL, 
	watched BOOLEAN NOT NULL, 
	joint BOOLEAN NOT NULL, 
	default_days INTEGER NOT NULL, 
	awaited_zh TEXT NOT NULL, 
	awaited_en TEXT NOT NULL, 
	bring_zh TEXT NOT NULL, 
	bring_en TEXT NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_flow_stages PRIMARY KEY (id), 
	CONSTRAINT fk_flow_stages_flow_id_flows FOREIGN KEY(flow_id) REFERENCES flows (id), 
	CONSTRAINT uq_flow_stages_flow_id_code UNIQUE (flow_id, code)
);
INSERT INTO "flow_stages" VALUES(1,1,'acceptance','业务受理','Acceptance','我们正在核对您的减容申请和希望减容的日期。','We are checking your application and the day from which you want less capacity.','company',1,0,1,'','','用电人身份证明；经办人办理的，另带授权委托书。','Proof of who applies; an agent also brings the letter of authority.',1);
INSERT INTO "flow_stages" VALUES(1,2,'site-survey','现场勘查','Site survey','客户经理按约定的时间上门，与您确认要停用或更换的变压器和计量装置。','Your customer manager visits as agreed and settles with you which transformers and meters are taken out of use or changed.','company',1,0,2,'','','','',2);
INSERT INTO "flow_stages" VALUES(1,3,'approval','审批','Approval','我们正在审批您的减容方案，并核对减容后的电费计算方式。','We are approving your plan and checking how your bill is worked out with less capacity.','company',1,0,2,'','','','',3);
INSERT INTO "flow_stages" VALUES(1,4,'contract','变更合同','Change of contract','我们与您签订供用电合同的变更协议，写明减容后的容量、电价和期限。','We sign the change to your supply contract with you: the new capacity, the tariff and for how long.','company',1,0,2,'','','营业执照、法定代表人身份证明；经办人签订的，另带授权委托书。','Business licence and proof of identity of the legal representative; an agent also brings the letter of authority.',4);
INSERT INTO "flow_stages" VALUES(1,5,'customer-switching','客户停电准备','Your own preparation','请您安排好生产，选定停电操作的日期后告诉客户经理。','Please arrange your production and tell your customer manager on which day the power may be switched off.','customer',1,0,5,'等待您确定停电操作的日期。','We are waiting for the day on which the power may be switched off.','停电申请单。','Your request for switching off.',5);
INSERT INTO "flow_stages" VALUES(1,6,'equipment-change','现场变更','Change on site','我们按您选定的日期到现场封停或更换设备，完成后随即恢复供电。','On the day that you chose we seal or change the equipment on site, and switch the power on again once it is done.','company',1,0,1,'','','','',6);
INSERT INTO "flow_stages" VALUES(1,7,'filing','归档','Filing','您的减容已经办好，我们正在整理工单资料，您无需再办理任何手续。','Your change is done; we are putting the papers of your order away, and there is nothing more for you to do.','company',0,0,1,'','','','',7);
INSERT INTO "flow_stages" VALUES(2,1,'acceptance','业务受理','Acceptance','我们正在核对您提交的申请资料，如需补充，会一次全部告知您。','We are checking the papers of your application; if anything is missing, we tell you all of it at once.','company',1,0,1,'','','用电人身份证明、用电地址的权属证明、用电设备清单。','Proof of who applies, proof of title to the site, and the list of your electrical equipment.',8);
INSERT INTO "flow_stages" VALUES(2,2,'site-survey','现场勘查','Site survey','客户经理按约定的时间上门，与您一起查看用电地点、用电容量和接入电源的条件。','Your customer manager visits as agreed and looks with you at the site, the load you need and where the supply can come from.','company',1,0,3,'','','','',9);
INSERT INTO "flow_stages" VALUES(2,3,'plan-reply','答复供电方案','Plan reply','我们为您拟定并审定供电方案，书面答复您核对签收；方案自答复之日起一年内有效。','We draft and approve your supply plan and give it to you in writing to check and sign for; it is valid for one year from then.','company',1,1,5,'','','','',10);
INSERT INTO "flow_stages" VALUES(2,4,'customer-works','客户工程建设','Your own works','请您自主选择有资质的设计、施工单位建设您的受电工程，客户经理随时为您解答疑问。','You choose your own qualified firms to design and build your installation; your customer manager answers your questions at any time.','customer',1,0,30,'等待您的受电工程建成。','We are waiting for your installation to be built.','供电方案答复单，设计、施工单位资质证明。','The plan reply, and the design and construction firms'' proofs of qualification.',11);
INSERT INTO "flow_stages" VALUES(2,4,'grid-works','配套电网建设','Works on the grid','在您建设受电工程的同时，我们建设为您供电的外部线路，不让您等待。','While you build your installation, we build the line that will supply it, so that you need not wait for us.','company',1,0,20,'','','','',12);
INSERT INTO "flow_stages" VALUES(2,4,'contract','签订合同','Contract','工程建设期间，我们与您签订供用电合同，把电价、计量和双方的权利义务写清楚。','While the works go on, we sign the supply contract with you, which sets out the tariff, the metering and what each of us owes the other.','company',1,0,3,'','','营业执照、法定代表人身份证明；经办人签订的，另带授权委托书。','Business licence and proof of identity of the legal representative; an agent also brings the letter of authority.',13);
INSERT INTO "flow_stages" VALUES(2,5,'completion-notice','竣工报验','Completion notice','工程完工后，请您提交竣工报验资料，我们收齐后随即安排验收。','When the works are finished, please hand in the completion papers; we then arrange the acceptance.','customer',1,0,3,'等待您提交竣工报验资料。','We are waiting for your completion papers.','竣工图纸、电气试验报告、施工单位资质证明。','As-built drawings, electrical test reports and the construction firm''s proof of qualification.',14);
INSERT INTO "flow_stages" VALUES(2,6,'completion-acceptance','竣工验收','Completion acceptance','我们到现场全面检查您的受电工程，需要整改的地方会一次书面告知，并与您约定复验时间。','We check your whole installation on site; whatever needs correcting we tell you at once in writing and agree a day for a second look.','company',1,1,3,'','','','',15);
INSERT INTO "flow_stages" VALUES(2,7,'metering','装表接电','Metering and connection','我们为您安装电能表并接通电源，送电时间会提前与您约好。','We install your meter and connect the supply; the day and hour are agreed with you beforehand.','company',1,1,3,'','','','',16);
INSERT INTO "flow_stages" VALUES(2,8,'filing','归档','Filing','您已经用上电了，我们正在整理工单资料，您无需再办理任何手续。','Your power is on; we are putting the papers of your order away, and there is nothing more for you to do.','company',0,0,1,'','','','',17);
INSERT INTO "flow_stages" VALUES(3,1,'acceptance','业务受理','Acceptance','我们正在核对您提交的申请资料，如需补充，会一次全部告知您。','We are checking the papers of your application; if anything is missing, we tell you all of it at once.','company',1,0,1,'','','用电人身份证明、用电地址的权属证明、用电设备清单、项目批复文件。','Proof of who applies, proof of title to the site, the list of your electrical equipment, and the project''s official approval.',18);
INSERT INTO "flow_stages" VALUES(3,2,'survey-dispatch','勘查派工','Survey dispatch','我们正在为您安排客户经理，由他全程负责您的工单，并与您约定上门勘查的时间。','We are naming your customer manager, who looks after your order from first to last and will agree a day for the site visit with you.','company',0,0,1,'','','','',19);
INSERT INTO "flow_stages" VALUES(3,3,'site-survey','现场勘查','Site survey','客户经理按约定的时间上门，与您一起查看用电地点、用电容量和接入电源的条件。','Your customer manager visits as agreed and looks with you at the site, the load you need and where the supply can come from.','company',1,0,3,'','','','',20);
INSERT INTO "flow_stages" VALUES(3,4,'plan-draft','拟定供电方案','Drafting the supply plan','我们根据勘查结果为您拟定供电方案，确定供电电源、电压、容量和计量方式。','From the survey we draft your supply plan: the source, the voltage, the capacity and how your power is metered.','company',1,0,3,'','','','',21);
INSERT INTO "flow_stages" VALUES(3,5,'approval','审批','Approval','我们的专业人员正在会审您的供电方案，确保方案安全、经济、合理。','Our specialists are examining your supply plan together, so that it is safe, economical and sound.','company',1,0,2,'','','','',22);
INSERT INTO "flow_stages" VALUES(3,6,'plan-reply','答复供电方案','Plan reply','我们将审定的供电方案书面答复您，请您核对签收；高压供电方案自答复之日起一年内有效。','We give you the approved supply plan in writing to check and sign for; a high-voltage plan is valid for one year from then.','company',1,1,1,'','','','',23);
INSERT INTO "flow_stages" VALUES(3,7,'fee-fixing','确定费用','Fixing fees','我们按政府公布的标准核定本次业务的费用，每一项收费及其依据都会向您说明。','We work out the fees by the government''s published rates and explain to you each item and the rule behind it.','company',0,0,1,'','','','',24);
INSERT INTO "flow_stages" VALUES(3,8,'payment','业务收费','Payment','请您按缴费通知单缴清费用，到账后您的工单即进入下一环节。','Please pay the fees on your payment notice; once they have arrived, your order moves on to the next stage.','customer',1,0,3,'等待您缴清本次业务的费用。','We are waiting for your payment of the fees.','缴费通知单；单位客户请带开票信息。','Your payment notice; firms also bring their invoice details.',25);
INSERT INTO "flow_stages" VALUES(3,9,'project-follow-up','工程进度跟踪','Project follow-up','请您自主选择有资质的设计、施工单位，客户经理会关心工程进度，随时为您解答疑问。','You are free to choose your own qualified design and construction firms; your customer manager follows the progress and answers your questions.','customer',1,0,20,'等待您委托的单位完成设计，并提交设计文件。','We are waiting for the design documents from the firm that you chose.','受电工程设计图纸和说明、设计单位资质证明。','Drawings and description of your installation, and the design firm''s proof of qualification.',26);
INSERT INTO "flow_stages" VALUES(3,10,'design-review','设计文件审核','Design review','我们正在审核您的受电工程设计文件，审核意见会一次书面答复您。','We are reviewing the design of your installation and will give you all our remarks in writing at one time.','company',1,1,5,'','','','',27);
INSERT INTO "flow_stages" VALUES(3,11,'intermediate-inspection','中间检查','Intermediate inspection','在隐蔽工程覆盖之前，我们到现场检查，帮您及早发现问题，避免日后返工。','Before hidden parts are covered up we inspect them on site, so that problems show early and nothing has to be redone.','company',1,1,3,'','','隐蔽工程施工记录、施工单位资质证明。','Records of the hidden works and the construction firm''s proof of qualification.',28);
INSERT INTO "flow_stages" VALUES(3,12,'completion-notice','竣工报验','Completion notice','工程完工后，请您提交竣工报验资料，我们收齐后随即安排验收。','When the works are finished, please hand in the completion papers; we then arrange the acceptance.','customer',1,0,15,'等待您的工程完工，并提交竣工报验资料。','We are waiting for your works to be finished and for the completion papers.','竣工图纸、电气试验报告、施工单位资质证明、值班电工名单。','As-built drawings, electrical test reports, the construction firm''s proof of qualification, and the list of your duty electricians.',29);
INSERT INTO "flow_stages" VALUES(3,13,'completion-acceptance','竣工验收','Completion acceptance','我们到现场全面检查您的受电工程，需要整改的地方会一次书面告知，并与您约定复验时间。','We check your whole installation on site; whatever needs correcting we tell you at once in writing and agree a day for a second look.','company',1,1,3,'','','','',30);
INSERT INTO "flow_stages" VALUES(3,14,'contract','签订合同','Contract','我们与您签订供用电合同，把电价、计量和双方的权利义务写清楚。','We sign the supply contract with you, which sets out the tariff, the metering and what each of us owes the other.','company',1,0,2,'','','营业执照、法定代表人身份证明；经办人签订的，另带授权委托书。','Business licence and proof of identity of the legal representative; an agent also brings the letter of authority.',31);
INSERT INTO "flow_stages" VALUES(3,15,'metering','装表接电','Metering and connection','我们为您安装电能表并接通电源，送电时间会提前与您约好。','We install your meter and connect the supply; the day and hour are agreed with you beforehand.','company',1,1,3,'','','','',32);
INSERT INTO "flow_stages" VALUES(3,16,'filing','归档','Filing','您已经用上电了，我们正在整理工单资料，您无需再办理任何手续。','Your power is on; we are putting the papers of your order away, and there is nothing more for you to do.','company',0,0,1,'','','','',33);
INSERT INTO "flow_stages" VALUES(4,1,'acceptance','业务受理','Acceptance','我们正在核对您的申请，并与您约定上门装表的时间。','We are checking your application and will agree with you when to come and fit the meter.','company',1,0,1,'','','身份证明、房屋权属证明。','Proof of identity and proof of title to the home.',34);
INSERT INTO "flow_stages" VALUES(4,2,'metering','装表接电','Metering and connection','我们按约定的时间上门，为您签好合同、装好电能表、接通电源，您只需在家等候。','We come at the agreed hour, sign the contract with you, fit the meter and connect the supply; you need only be at home.','company',1,1,2,'','','','',35);
INSERT INTO "flow_stages" VALUES(5,1,'acceptance','业务受理','Acceptance','我们正在核对您提交的申请资料，如需补充，会一次全部告知您。','We are checking the papers of your application; if anything is missing, we tell you all of it at once.','company',1,0,1,'','','营业执照或身份证明、用电地址的权属证明。','Business licence or proof of identity, and proof of title to the site.',36);
INSERT INTO "flow_stages" VALUES(5,2,'site-survey','现场勘查','Site survey','客户经理按约定的时间上门，与您一起查看用电地点和表箱、线路的位置。','Your customer manager visits as agreed and looks with you at the site and at where the meter box and the line can go.','company',1,0,2,'','','','',37);
INSERT INTO "flow_stages" VALUES(5,3,'plan-reply','答复供电方案','Plan reply','我们将供电方案书面答复您，请您核对签收；低压供电方案自答复之日起三个月内有效。','We give you the supply plan in writing to check and sign for; a low-voltage plan is valid for three months from then.','company',1,1,2,'','','','',38);
INSERT INTO "flow_stages" VALUES(5,4,'contract','签订合同','Contract','我们与您签订供用电合同，把电价、计量和双方的权利义务写清楚。','We sign the supply contract with you, which sets out the tariff, the metering and what each of us owes the other.','company',1,0,1,'','','营业执照或身份证明；经办人签订的，另带授权委托书。','Business licence or proof of identity; an agent also brings the letter of authority.',39);
INSERT INTO "flow_stages" VALUES(5,5,'metering','装表接电','Metering and connection','我们为您安装电能表并接通电源，上门时间会提前与您约好。','We install your meter and connect the supply; the day and hour are agreed with you beforehand.','company',1,1,3,'','','','',40);
INSERT INTO "flow_stages" VALUES(5,6,'filing','归档','Filing','您已经用上电了，我们正在整理工单资料，您无需再办理任何手续。','Your power is on; we are putting the papers of your order away, and there is nothing more for you to do.','company',0,0,1,'','','','',41);
CREATE TABLE flows (
	code VARCHAR(64) NOT NULL, 
	version VARCHAR(32) NOT NULL, 
	valid_from DATE NOT NULL, 
	name_zh VARCHAR(120) NOT NULL, 
	name_en VARCHAR(120) NOT NULL, 
	data_file_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_flows PRIMARY KEY (id), 
	CONSTRAINT fk_flows_data_file_id_data_files FOREIGN KEY(data_file_id) REFERENCES data_files (id), 
	CONSTRAINT uq_flows_code_version UNIQUE (code, version)
);
INSERT INTO "flows" VALUES('capacity-decrease','1','2020-01-01','减容','Less capacity',1,1);
INSERT INTO "flows" VALUES('high-voltage-parallel','1','2020-01-01','高压新装（并行办理）','High-voltage supply, stages side by side',2,2);
INSERT INTO "flows" VALUES('high-voltage','1','2020-01-01','高压新装（增容）','High-voltage supply, new or larger',3,3);
INSERT INTO "flows" VALUES('low-voltage-direct','1','2020-01-01','低压居民新装（无需架线）','Household supply without new lines',4,4);
INSERT INTO "flows" VALUES('low-voltage','1','2020-01-01','低压非居民新装（增容）','Low-voltage supply for a business, new or larger',5,5);
CREATE TABLE guess_counters (
	scope VARCHAR(16) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	recent INTEGER NOT NULL, 
	day DATE, 
	today INTEGER NOT NULL, 
	locked_until DATETIME, 
	locked_until_unlocked BOOLEAN NOT NULL, 
	last_failure_at DATETIME, 
	CONSTRAINT pk_guess_counters PRIMARY KEY (scope, subject)
);
INSERT INTO "guess_counters" VALUES('enrolment','3c0ab06b45d87c67c72eed2fea40fa05e28df290b9c99f3a353d567223891bc5',0,'2026-11-22',0,NULL,0,'2026-11-22 14:04:10.015797');
INSERT INTO "guess_counters" VALUES('kiosk','15c95e2759676290316f70546e6f603eb1bfdaed75421367dc7f02832dd5af43',0,'2026-11-22',0,NULL,0,'2026-11-22 14:04:11.000415');
INSERT INTO "guess_counters" VALUES('number','9daaa42bcd9d823b4a9cb74197430723b9d0c47933ad93230b0ca5388f8549bb',0,'2026-11-22',0,NULL,0,'2026-11-22 14:04:11.000415');
CREATE TABLE halls (
	company_id INTEGER NOT NULL, 
	code VARCHAR(32) NOT NULL, 
	name_zh VARCHAR(120) NOT NULL, 
	name_en VARCHAR(120) NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_halls PRIMARY KEY (id), 
	CONSTRAINT fk_halls_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT uq_halls_company_id_code UNIQUE (company_id, code)
);
INSERT INTO "halls" VALUES(1,'demo','示范营业厅','Demonstration Hall','0877-0000000',1);
CREATE TABLE handlers (
	company_id INTEGER NOT NULL, 
	staff_no VARCHAR(40) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	team_id INTEGER, 
	as_of DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_handlers PRIMARY KEY (id), 
	CONSTRAINT fk_handlers_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_handlers_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id), 
	CONSTRAINT uq_handlers_company_id_staff_no UNIQUE (company_id, staff_no)
);
INSERT INTO "handlers" VALUES(1,'1011','陈晓东','0877-0000101',1,'2026-11-21 10:00:00.000000',1);
INSERT INTO "handlers" VALUES(1,'1021','周志强','0877-0000201',2,'2026-11-21 10:00:00.000000',2);
INSERT INTO "handlers" VALUES(1,'1012','王丽萍','0877-0000102',1,'2026-11-21 10:00:00.000000',3);
INSERT INTO "handlers" VALUES(1,'1041','徐海波','0877-0000401',4,'2026-11-21 10:00:00.000000',4);
INSERT INTO "handlers" VALUES(1,'1022','杨振华','0877-0000202',2,'2026-11-21 10:00:00.000000',5);
CREATE TABLE import_files (
	company_id INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	as_of DATETIME NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	position INTEGER NOT NULL, 
	rows_taken INTEGER NOT NULL, 
	rows_set_aside INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_import_files PRIMARY KEY (id), 
	CONSTRAINT fk_import_files_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT uq_import_files_company_id_sha256_as_of UNIQUE (company_id, sha256, as_of)
);
INSERT INTO "import_files" VALUES(1,'customers.csv','a5550eb3ccb2ecdc60128135f5d51da3b03a3709e8e0b607c8b7b17827deb9b1','customers','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.591505','2026-11-22 14:04:04.596496',4,4,0,1);
INSERT INTO "import_files" VALUES(1,'orders.csv','f028f8226a4646c06dc38e7f27cc05014c218a197b0f5829ee21177bc8697486','orders','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.609147','2026-11-22 14:04:04.612881',3,3,0,2);
INSERT INTO "import_files" VALUES(1,'stages.csv','5f4f11a3f88a47a3881c6811b114aac8fd9a4e9b8fee1374bcf8ab6f21934d66','stages','2026-11-21 10:00:00.000000','2026-11-22 14:04:04.627201','2026-11-22 14:04:04.631433',10,10,0,3);
CREATE TABLE kiosks (
	kiosk_id VARCHAR(40) NOT NULL, 
	company_id INTEGER NOT NULL, 
	hall_id INTEGER NOT NULL, 
	key_hash VARCHAR(64) NOT NULL, 
	enrolled_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	seen_at DATETIME, 
	software VARCHAR(64) NOT NULL, 
	outbox_waiting INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_kiosks PRIMARY KEY (id), 
	CONSTRAINT fk_kiosks_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_kiosks_hall_id_halls FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT uq_kiosks_kiosk_id UNIQUE (kiosk_id)
);
INSERT INTO "kiosks" VALUES('kiosk-dcacb37b97',1,1,'c6ea8f4106ee4d069634dac1d6786cce05dc7eb0c01fbf517d751eb4a219e83f','2026-11-22 14:04:10.015797',NULL,'2026-11-22 14:04:10.015797','',0,1);
CREATE TABLE limits (
	company_id INTEGER, 
	data_file_id INTEGER NOT NULL, 
	flow_code VARCHAR(64) NOT NULL, 
	stage_code VARCHAR(64) NOT NULL, 
	supply VARCHAR(16) NOT NULL, 
	days INTEGER NOT NULL, 
	unit VARCHAR(16) NOT NULL, 
	unit_stated BOOLEAN NOT NULL, 
	counts_from VARCHAR(64) NOT NULL, 
	valid_from DATE NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_limits PRIMARY KEY (id), 
	CONSTRAINT fk_limits_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_limits_data_file_id_data_files FOREIGN KEY(data_file_id) REFERENCES data_files (id)
);
INSERT INTO "limits" VALUES(1,8,'','plan-reply','home',3,'working',1,'acceptance','2020-01-01',1);
INSERT INTO "limits" VALUES(1,8,'','plan-reply','low',7,'working',1,'acceptance','2020-01-01',2);
INSERT INTO "limits" VALUES(1,8,'','plan-reply','high-one',15,'working',1,'acceptance','2020-01-01',3);
INSERT INTO "limits" VALUES(1,8,'','plan-reply','high-two',30,'working',1,'acceptance','2020-01-01',4);
INSERT INTO "limits" VALUES(1,8,'','design-review','low',10,'working',1,'','2020-01-01',5);
INSERT INTO "limits" VALUES(1,8,'','design-review','high-one',10,'working',1,'','2020-01-01',6);
INSERT INTO "limits" VALUES(1,8,'','design-review','high-two',10,'working',1,'','2020-01-01',7);
INSERT INTO "limits" VALUES(1,8,'','intermediate-inspection','low',5,'working',1,'','2020-01-01',8);
INSERT INTO "limits" VALUES(1,8,'','intermediate-inspection','high-one',5,'working',1,'','2020-01-01',9);
INSERT INTO "limits" VALUES(1,8,'','intermediate-inspection','high-two',5,'working',1,'','2020-01-01',10);
INSERT INTO "limits" VALUES(1,8,'','completion-acceptance','low',5,'working',1,'','2020-01-01',11);
INSERT INTO "limits" VALUES(1,8,'','completion-acceptance','high-one',5,'working',1,'','2020-01-01',12);
INSERT INTO "limits" VALUES(1,8,'','completion-acceptance','high-two',5,'working',1,'','2020-01-01',13);
INSERT INTO "limits" VALUES(1,8,'','metering','home',3,'working',1,'','2020-01-01',14);
INSERT INTO "limits" VALUES(1,8,'','metering','low',5,'working',1,'','2020-01-01',15);
INSERT INTO "limits" VALUES(1,8,'','metering','high-one',5,'working',1,'','2020-01-01',16);
INSERT INTO "limits" VALUES(1,8,'','metering','high-two',5,'working',1,'','2020-01-01',17);
INSERT INTO "limits" VALUES(1,9,'','','high-one',70,'calendar',0,'','2020-01-01',18);
INSERT INTO "limits" VALUES(1,9,'','','high-two',90,'calendar',0,'','2020-01-01',19);
CREATE TABLE order_stages (
	order_id INTEGER NOT NULL, 
	flow_stage_id INTEGER NOT NULL, 
	visit INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	entered_on DATE, 
	entered_at DATETIME, 
	finished_on DATE, 
	planned_start DATE, 
	planned_finish DATE, 
	handler_id INTEGER, 
	team_id INTEGER, 
	as_of DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_order_stages PRIMARY KEY (id), 
	CONSTRAINT fk_order_stages_flow_stage_id_flow_stages FOREIGN KEY(flow_stage_id) REFERENCES flow_stages (id), 
	CONSTRAINT fk_order_stages_handler_id_handlers FOREIGN KEY(handler_id) REFERENCES handlers (id), 
	CONSTRAINT fk_order_stages_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_order_stages_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id), 
	CONSTRAINT uq_order_stages_order_id_flow_stage_id_visit UNIQUE (order_id, flow_stage_id, visit)
);
INSERT INTO "order_stages" VALUES(1,34,1,'done','2026-11-02','2026-11-02 01:15:00.000000','2026-11-02','2026-11-02','2026-11-03',1,1,'2026-11-21 10:00:00.000000',1);
INSERT INTO "order_stages" VALUES(1,35,1,'done','2026-11-02','2026-11-02 01:40:00.000000','2026-11-05','2026-11-03','2026-11-05',4,4,'2026-11-21 10:00:00.000000',2);
INSERT INTO "order_stages" VALUES(2,18,1,'done','2026-09-14','2026-09-14 02:02:00.000000','2026-09-14','2026-09-14','2026-09-15',1,1,'2026-11-21 10:00:00.000000',3);
INSERT INTO "order_stages" VALUES(2,19,1,'done','2026-09-14','2026-09-14 02:30:00.000000','2026-09-15','2026-09-15','2026-09-16',1,1,'2026-11-21 10:00:00.000000',4);
INSERT INTO "order_stages" VALUES(2,20,1,'set-back','2026-09-15','2026-09-15 00:50:00.000000','2026-09-18','2026-09-16','2026-09-18',2,2,'2026-11-21 10:00:00.000000',5);
INSERT INTO "order_stages" VALUES(2,21,1,'set-back','2026-09-18','2026-09-18 09:10:00.000000',NULL,'2026-09-21','2026-09-25',2,2,'2026-11-21 10:00:00.000000',6);
INSERT INTO "order_stages" VALUES(2,22,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,7);
INSERT INTO "order_stages" VALUES(2,23,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,8);
INSERT INTO "order_stages" VALUES(2,24,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,9);
INSERT INTO "order_stages" VALUES(2,25,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,10);
INSERT INTO "order_stages" VALUES(2,26,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,11);
INSERT INTO "order_stages" VALUES(2,27,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,12);
INSERT INTO "order_stages" VALUES(2,28,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,13);
INSERT INTO "order_stages" VALUES(2,29,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,14);
INSERT INTO "order_stages" VALUES(2,30,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,15);
INSERT INTO "order_stages" VALUES(2,31,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,16);
INSERT INTO "order_stages" VALUES(2,32,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,17);
INSERT INTO "order_stages" VALUES(2,33,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,18);
INSERT INTO "order_stages" VALUES(3,36,1,'done','2026-10-19','2026-10-18 16:00:00.000000','2026-10-20','2026-10-19','2026-10-20',3,1,'2026-11-21 10:00:00.000000',19);
INSERT INTO "order_stages" VALUES(3,37,1,'current','2026-10-20','2026-10-19 16:00:00.000000',NULL,'2026-10-21','2026-10-23',NULL,3,'2026-11-21 10:00:00.000000',20);
INSERT INTO "order_stages" VALUES(3,38,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,21);
INSERT INTO "order_stages" VALUES(3,39,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,22);
INSERT INTO "order_stages" VALUES(3,40,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,23);
INSERT INTO "order_stages" VALUES(3,41,1,'later',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,24);
INSERT INTO "order_stages" VALUES(2,20,2,'current','2026-11-16','2026-11-16 01:00:00.000000',NULL,'2026-11-16','2026-11-24',5,2,'2026-11-21 10:00:00.000000',25);
INSERT INTO "order_stages" VALUES(2,21,2,'later',NULL,NULL,NULL,'2026-11-25','2026-12-01',5,2,'2026-11-21 10:00:00.000000',26);
CREATE TABLE orders (
	company_id INTEGER NOT NULL, 
	order_no VARCHAR(40) NOT NULL, 
	customer_id INTEGER NOT NULL, 
	agent_id INTEGER, 
	account_id INTEGER, 
	hall_id INTEGER, 
	flow_id INTEGER NOT NULL, 
	supply VARCHAR(16) NOT NULL, 
	address VARCHAR(400) NOT NULL, 
	filed_on DATE NOT NULL, 
	wanted_on DATE, 
	planned_finish DATE, 
	state VARCHAR(16) NOT NULL, 
	reason VARCHAR(400) NOT NULL, 
	ended_on DATE, 
	as_of DATETIME NOT NULL, 
	source VARCHAR(120) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_orders PRIMARY KEY (id), 
	CONSTRAINT fk_orders_account_id_accounts FOREIGN KEY(account_id) REFERENCES accounts (id), 
	CONSTRAINT fk_orders_agent_id_customers FOREIGN KEY(agent_id) REFERENCES customers (id), 
	CONSTRAINT fk_orders_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_orders_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id), 
	CONSTRAINT fk_orders_flow_id_flows FOREIGN KEY(flow_id) REFERENCES flows (id), 
	CONSTRAINT fk_orders_hall_id_halls FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT uq_orders_company_id_order_no UNIQUE (company_id, order_no)
);
INSERT INTO "orders" VALUES(1,'530470000001',1,NULL,2,NULL,4,'home','示范市南湖区滨湖路5号','2026-11-02','2026-11-10','2026-11-05','finished','','2026-11-05','2026-11-21 10:00:00.000000','营销管理系统',1);
INSERT INTO "orders" VALUES(1,'530470000002',2,3,3,NULL,3,'high-one','示范市南湖区工业大道66号','2026-09-14','2026-12-31','2026-12-25','running','',NULL,'2026-11-21 10:00:00.000000','营销管理系统',2);
INSERT INTO "orders" VALUES(1,'530470000003',3,NULL,NULL,NULL,5,'low','示范市南湖区团结路12号','2026-10-19',NULL,'2026-11-12','paused','客户申请暂停',NULL,'2026-11-21 10:00:00.000000','营销管理系统',3);
CREATE TABLE receipt_links (
	token_hash VARCHAR(64) NOT NULL, 
	order_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_receipt_links PRIMARY KEY (id), 
	CONSTRAINT fk_receipt_links_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT uq_receipt_links_token_hash UNIQUE (token_hash)
);
CREATE TABLE refused_urges (
	order_id INTEGER NOT NULL, 
	order_stage_id INTEGER NOT NULL, 
	kiosk_id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	request_hash VARCHAR(64) NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	touched_at DATETIME NOT NULL, 
	refused_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_refused_urges PRIMARY KEY (id), 
	CONSTRAINT fk_refused_urges_kiosk_id_kiosks FOREIGN KEY(kiosk_id) REFERENCES kiosks (id), 
	CONSTRAINT fk_refused_urges_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_refused_urges_order_stage_id_order_stages FOREIGN KEY(order_stage_id) REFERENCES order_stages (id), 
	CONSTRAINT uq_refused_urges_kiosk_id_key UNIQUE (kiosk_id, "key")
);
CREATE TABLE sessions (
	token_hash VARCHAR(64) NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kiosk_id INTEGER NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_sessions_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id), 
	CONSTRAINT fk_sessions_kiosk_id_kiosks FOREIGN KEY(kiosk_id) REFERENCES kiosks (id), 
	CONSTRAINT uq_sessions_token_hash UNIQUE (token_hash)
);
INSERT INTO "sessions" VALUES('601ec086a8c9fba0cda02c46faff201a6a2589d94b246f41b6d0d796a52cfbc5',2,1,0,'2026-11-22 14:04:11.041261','2026-11-22 14:04:11.041261','2026-11-22 14:04:11.259440',1);
CREATE TABLE set_aside_rows (
	file_id INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	text TEXT NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_set_aside_rows PRIMARY KEY (id), 
	CONSTRAINT fk_set_aside_rows_file_id_import_files FOREIGN KEY(file_id) REFERENCES import_files (id), 
	CONSTRAINT uq_set_aside_rows_file_id_line UNIQUE (file_id, line)
);
CREATE TABLE teams (
	company_id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	leader_name VARCHAR(120) NOT NULL, 
	leader_phone VARCHAR(40) NOT NULL, 
	as_of DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT fk_teams_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT uq_teams_company_id_name UNIQUE (company_id, name)
);
INSERT INTO "teams" VALUES(1,'营业受理班','李玉芬','0877-0000100','2026-11-21 10:00:00.000000',1);
INSERT INTO "teams" VALUES(1,'高压客户经理班','刘建国','0877-0000200','2026-11-21 10:00:00.000000',2);
INSERT INTO "teams" VALUES(1,'低压服务班','马国庆','0877-0000300','2026-11-21 10:00:00.000000',3);
INSERT INTO "teams" VALUES(1,'计量装接班','郭永强','0877-0000400','2026-11-21 10:00:00.000000',4);
CREATE TABLE urges (
	urge_no VARCHAR(40) NOT NULL, 
	company_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	order_stage_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	kiosk_id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	request_hash VARCHAR(64) NOT NULL, 
	handler_id INTEGER, 
	team_id INTEGER, 
	touched_at DATETIME NOT NULL, 
	working_day DATE NOT NULL, 
	received_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_urges PRIMARY KEY (id), 
	CONSTRAINT fk_urges_company_id_companies FOREIGN KEY(company_id) REFERENCES companies (id), 
	CONSTRAINT fk_urges_handler_id_handlers FOREIGN KEY(handler_id) REFERENCES handlers (id), 
	CONSTRAINT fk_urges_kiosk_id_kiosks FOREIGN KEY(kiosk_id) REFERENCES kiosks (id), 
	CONSTRAINT fk_urges_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_urges_order_stage_id_order_stages FOREIGN KEY(order_stage_id) REFERENCES order_stages (id), 
	CONSTRAINT fk_urges_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id), 
	CONSTRAINT uq_urges_kiosk_id_key UNIQUE (kiosk_id, "key"), 
	CONSTRAINT uq_urges_order_stage_id_kind_working_day UNIQUE (order_stage_id, kind, working_day), 
	CONSTRAINT uq_urges_urge_no UNIQUE (urge_no)
);
INSERT INTO "urges" VALUES('CB261122192736',1,2,25,'urge','received',1,'kept-1','0dad92af5f5faa70895cbb67b267b604468eb50b5fa63ab86a52baa2db745954',5,NULL,'2026-11-22 14:04:11.251153','2026-11-23','2026-11-22 14:04:11.251153',1);
CREATE INDEX ix_limits_company_id_flow_code_stage_code ON limits (company_id, flow_code, stage_code);
CREATE INDEX ix_accounts_card_no ON accounts (card_no);
CREATE INDEX ix_accounts_customer_id ON accounts (customer_id);
CREATE INDEX ix_orders_agent_id ON orders (agent_id);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
CREATE INDEX ix_sessions_customer_id ON sessions (customer_id);
CREATE INDEX ix_events_order_id ON events (order_id);
CREATE INDEX ix_events_recorded_at ON events (recorded_at);
CREATE INDEX ix_refused_urges_order_id ON refused_urges (order_id);
CREATE INDEX ix_urges_order_id ON urges (order_id);
COMMIT;
