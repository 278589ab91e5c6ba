-- Run once, when the database volume is created: the apps may have several databases (start, tests, benchmarks).
GRANT ALL ON `mailtrixy%`.* TO 'mailtrixy'@'%';
