using System.Diagnostics;

namespace Sync.TestKit;

/// <summary>
/// Firestore's emulator, one for all tests of an assembly. It ends with the test process, however that ends: a shell between
/// the two waits for the end of its input, which is held open by nobody else.
/// </summary>
public sealed class FirestoreEmulator
{
    private const string MainClass = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> Jar = new(FindJar);
    private static readonly Lazy<Task<FirestoreEmulator>> Started = new(StartAsync);
    private static int projects;

    private readonly Process keeper; // its input must stay open

    private FirestoreEmulator(Process keeper, string host) => (this.keeper, Host) = (keeper, host);

    /// <summary>Why it cannot be started here, or null.</summary>
    public static string? MissingReason => Jar.Value is null
        ? "Firestore's emulator is not there: install gcloud's cloud-firestore-emulator, or set FIRESTORE_EMULATOR_JAR"
        : null;

    /// <summary>
    /// How its Java runs. C1 only and the serial collector are ready in half the time; without -Xmx it takes a quarter of the
    /// machine, and with 1 GB a real shop of 19,000 orders makes it do little but collect. Set before the first start; timings want the default compiler and a large heap.
    /// </summary>
    public static string JavaFlags { get; set; } = "-Xmx2g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /// <summary>The emulator's jar, or null.</summary>
    public static string? JarPath => Jar.Value;

    /// <summary>Host and port.</summary>
    public string Host { get; }

    /// <summary>The process that ends with this one.</summary>
    public int KeeperId => keeper.Id;

    /// <summary>The emulator, started at the first call.</summary>
    public static Task<FirestoreEmulator> SharedAsync() => Started.Value;

    /// <summary>A project that no other test uses: whatever is named exists, and is empty.</summary>
    public string NewProject() => $"test-{Environment.ProcessId}-{Interlocked.Increment(ref projects)}";

    private static async Task<FirestoreEmulator> StartAsync()
    {
        var port = FreePort.Next();
        var rules = Path.Combine(Repository.Root, "firestore.rules");
        var log = Path.Combine(Path.GetTempPath(), $"firestore-emulator-{port}.log");
        var java = $"java {JavaFlags} -Duser.language=en -cp \"$1\" {MainClass} --host=127.0.0.1 --port={port}"
            + (File.Exists(rules) ? $" --rules=\"{rules}\"" : "");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", $"{java} >\"{log}\" 2>&1 </dev/null & pid=$!; read _; kill $pid; rm -f \"{log}\"", "keeper", Jar.Value! })
            start.ArgumentList.Add(argument);
        var emulator = new FirestoreEmulator(Process.Start(start)!, $"127.0.0.1:{port}");
        await emulator.WaitUntilReadyAsync(log);
        return emulator;
    }

    private async Task WaitUntilReadyAsync(string log)
    {
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await client.GetStringAsync(new Uri($"http://{Host}/")) is "Ok\n") return; // as no server but the emulator says it
            }
            catch (HttpRequestException) when (watch.Elapsed < StartLimit)
            {
                // not listening yet
            }

            if (watch.Elapsed > StartLimit) throw new InvalidOperationException($"Firestore's emulator did not start; see {log}.");
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        }
    }

    private static string? FindJar()
    {
        if (Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_JAR") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            var gcloud = new FileInfo(Path.Combine(folder, "gcloud"));
            if (!gcloud.Exists) continue;
            var real = gcloud.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? gcloud.FullName;
            var jar = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(real)!, "../platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"));
            if (File.Exists(jar)) return jar;
        }

        return null;
    }
}
