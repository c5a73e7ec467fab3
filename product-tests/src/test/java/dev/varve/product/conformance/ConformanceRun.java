package dev.varve.product.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every case of a corpus through a client, prints how many ran, passed, failed and were excepted, and fails when a case
 * fails that is not excepted or passes that is. The whole list of failures goes to {@code target/conformance-reports}.
 */
final class ConformanceRun
{
    private static final Duration LIMIT_OF_A_CASE = Duration.ofSeconds(120);
    private static final int FAILURES_SHOWN = 15;

    private final String clientName;
    private final CaseClient client;
    private final Corpus corpus;
    private final Exceptions exceptions;

    ConformanceRun(String clientName, CaseClient client, Corpus corpus)
            throws IOException
    {
        this.clientName = clientName;
        this.client = client;
        this.corpus = corpus;
        this.exceptions = Exceptions.load(clientName);
    }

    void check(int threads)
            throws IOException, InterruptedException
    {
        long start = System.nanoTime();
        List<Result> results = run(threads);
        String summary = summary(results, Duration.ofNanos(System.nanoTime() - start));
        System.out.println(summary);
        List<String> problems = problems(results);
        Path report = report(summary, results);
        assertThat(problems)
                .withFailMessage(() -> "%s%n%s%n(%s problems, all of them in %s)".formatted(
                        summary, String.join("\n", problems.subList(0, Math.min(FAILURES_SHOWN, problems.size()))), problems.size(), report))
                .isEmpty();
    }

    private List<Result> run(int threads)
            throws InterruptedException
    {
        List<Result> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("case-", 0).factory())) {
            List<Future<Result>> futures = corpus.cases().stream()
                    .map(conformanceCase -> executor.submit(() -> run(conformanceCase)))
                    .toList();
            for (int i = 0; i < futures.size(); i++) {
                results.add(await(corpus.cases().get(i), futures.get(i)));
            }
        }
        return results;
    }

    private Result run(ConformanceCase conformanceCase)
    {
        try {
            return new Result(conformanceCase, corpus.difference(conformanceCase, client.rows(conformanceCase)));
        }
        catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return new Result(conformanceCase, Optional.of(trace.toString().lines().limit(25).reduce((left, right) -> left + "\n      " + right).orElseThrow()));
        }
    }

    private static Result await(ConformanceCase conformanceCase, Future<Result> future)
            throws InterruptedException
    {
        try {
            return future.get(LIMIT_OF_A_CASE.toMillis(), TimeUnit.MILLISECONDS);
        }
        catch (TimeoutException e) {
            future.cancel(true);
            return new Result(conformanceCase, Optional.of("no answer within " + LIMIT_OF_A_CASE));
        }
        catch (ExecutionException e) {
            return new Result(conformanceCase, Optional.of("the harness failed: " + e.getCause()));
        }
    }

    private List<String> problems(List<Result> results)
    {
        List<String> problems = new ArrayList<>();
        for (Result result : results) {
            Optional<String> reason = exceptions.reason(result.id());
            if (result.failure().isPresent() && reason.isEmpty()) {
                problems.add("  " + result);
            }
            if (result.failure().isEmpty() && exceptions.mustFail(result.id())) {
                problems.add("  %s passes, but is listed as an exception: %s".formatted(result.id(), reason.orElseThrow()));
            }
        }
        return problems;
    }

    private String summary(List<Result> results, Duration duration)
    {
        Map<String, Tally> tallies = new TreeMap<>();
        Tally total = new Tally();
        for (Result result : results) {
            tallies.computeIfAbsent(result.conformanceCase().database() + " " + result.conformanceCase().kind(), _ -> new Tally()).add(result, exceptions);
            total.add(result, exceptions);
        }
        StringBuilder out = new StringBuilder("conformance %s, corpus %s: %s, %s s".formatted(clientName, corpus.name(), total, duration.toSeconds()));
        tallies.forEach((name, tally) -> out.append("\n    %-12s %s".formatted(name, tally)));
        return out.toString();
    }

    private Path report(String summary, List<Result> results)
            throws IOException
    {
        Path file = Path.of("target", "conformance-reports", clientName + "-" + corpus.name() + ".txt");
        Files.createDirectories(file.getParent());
        StringBuilder out = new StringBuilder(summary).append('\n');
        results.stream().filter(result -> result.failure().isPresent()).forEach(result -> out.append(result).append('\n'));
        return Files.writeString(file, out);
    }

    private record Result(ConformanceCase conformanceCase, Optional<String> failure)
    {
        String id()
        {
            return conformanceCase.id();
        }

        @Override
        public String toString()
        {
            return "%s: %s%n      %s".formatted(id(), failure.orElse("passed"), conformanceCase.sql().orElse(""));
        }
    }

    private static final class Tally
    {
        private int cases;
        private int failed;
        private int excepted;

        void add(Result result, Exceptions exceptions)
        {
            cases++;
            if (result.failure().isPresent()) {
                if (exceptions.reason(result.id()).isPresent()) {
                    excepted++;
                }
                else {
                    failed++;
                }
            }
        }

        @Override
        public String toString()
        {
            return "%,d cases, %,d passed, %,d failed, %,d excepted".formatted(cases, cases - failed - excepted, failed, excepted);
        }
    }
}
