String log = new File(basedir, 'build.log').text
// the closing step's rule and the gradient of y are right; the rule, x and the assertion are not
assert log.contains('Tests run: 5, Failures: 3, Errors: 0, Skipped: 0')
assert log.contains("cube: FAIL rule y\u2190x: it is autograd's times a constant 2.0") ||
    log.contains("cube: FAIL rule y?x: it is autograd's times a constant 2.0")
assert log.contains('side with autograd')
assert log.contains('cube: FAIL gradient x: at [')

String report = new File(basedir, 'target/surefire-reports/gradoracle-cube.html').path
assert log.contains('report: ' + report)
assert new File(report).getText('UTF-8').contains('<h1>FAIL: the rule y\u2190x is wrong')
assert new File(report.replace('.html', '.json')).text.contains('"gradoracle-check"')
