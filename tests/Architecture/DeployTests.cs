using System.Globalization;
using System.Text.RegularExpressions;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>What the cloud is built and deployed by, read as text: it has to fit the code, and nobody runs it before it is merged.</summary>
public sealed partial class DeployTests
{
    private const int MostMegabytesOfARequest = 32; // HTTP/1 on Cloud Run, https://cloud.google.com/run/quotas

    private static readonly string Build = Read("cloudbuild.yaml");
    private static readonly string Image = Read("functions/Dockerfile");

    [Fact]
    public void GivenThePathsThatAreNamed_WhenTheyAreLookedUp_ThenTheyAreThere()
    {
        var named = Paths().Matches(Build + Image).Select(m => m.Value).Where(p => !p.Contains("/obj/")).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(3);
        named.Where(p => !Path.Exists(Path.Combine(Repository.Root, p))).ShouldBeEmpty();
        Image.ShouldContain("\"Sync.Functions.dll\""); // what its project compiles to
        File.Exists(Path.Combine(Repository.Root, "functions", "Sync.Functions.csproj")).ShouldBeTrue();
    }

    [Fact]
    public void GivenWhatTheServiceDoesNotStartWithout_WhenItIsDeployed_ThenItIsSet()
    {
        var required = Required().Matches(Sources.All["src/Sync.Web/Hosting/CloudSettings.cs"]).Select(m => m.Groups[1].Value).ToList();
        required.Order().ShouldBe(["CRON_SECRET", "SYNC_MASTER_KEY", "SYNC_PUBLIC_URL", "SYNC_STORE"]);
        Variables("set-env-vars").Concat(Variables("set-secrets")).Select(v => v.Name).Intersect(required).Order().ShouldBe(required.Order());
        Substitution("_PUBLIC_URL").ShouldStartWith("https://");
    }

    [Fact]
    public void GivenWhatIsSecret_WhenItIsDeployed_ThenItComesFromTheSecretManager()
    {
        Variables("set-env-vars").Where(v => Secretive().IsMatch(v.Name)).ShouldBeEmpty();
        Variables("set-secrets").ShouldNotBeEmpty();
        Variables("set-secrets").ShouldAllBe(v => Regex.IsMatch(v.Value, "^[a-z][a-z0-9-]*:latest$"));
        foreach (var text in new[] { Build, Image }) Key().Matches(text).Select(m => m.Value).ShouldBeEmpty(); // nothing that looks like a key
        Image.ShouldNotContain("ARG "); // what is given to a build stays in the image's history
    }

    [Fact]
    public void GivenTheClock_WhenItIsSetUp_ThenItCallsTheCronEveryHalfHour()
    {
        Build.ShouldContain("--schedule='*/30 * * * *'");
        Build.ShouldContain("--uri=\"$$url/api/cron/pos-sync\" --http-method=POST");
        Sources.All["src/Sync.Web/Http/CronEndpoint.cs"].ShouldContain("\"/api/cron/pos-sync\"");
        Seconds("attempt-deadline").ShouldBeLessThanOrEqualTo(Seconds("timeout"));
    }

    [Fact]
    public void GivenTheSite_WhenItIsDeployed_ThenPeopleReachItAndStayWithTheirInstance()
    {
        Build.ShouldContain("--ingress=${_INGRESS}");
        Substitution("_INGRESS").ShouldBe("all");
        Build.ShouldContain("--session-affinity");
        Seconds("concurrency").ShouldBeGreaterThanOrEqualTo(50); // each open page holds one for its live numbers
        foreach (var probe in Probes().Matches(Build).Select(m => m.Groups[1].Value)) Sources.All["src/Sync.Web/Http/SyncEndpoints.cs"].ShouldContain($"MapGet(\"{probe}\"");
        Probes().Count(Build).ShouldBe(2);
    }

    [Fact]
    public void GivenTheLargestUpload_WhenItIsDeployed_ThenThePlatformTakesItWithItsForm() =>
        int.Parse(Variables("set-env-vars").Single(v => v.Name == "SYNC_UPLOAD_MB").Value, CultureInfo.InvariantCulture).ShouldBeInRange(1, MostMegabytesOfARequest - 1);

    [Fact]
    public void GivenTheCharts_WhenTheImageIsBuilt_ThenTheyAreInIt()
    {
        Image.ShouldContain("COPY src/Sync.Web/Site/Assets/npm/package.json");
        Image.ShouldContain("grep -q asset:echarts.min.js /app/Sync.Web.dll"); // without them there is no image
        Read("src/Sync.Web/Sync.Web.csproj").ShouldContain("LogicalName=\"asset:echarts.min.js\"");
    }

    [Theory]
    [InlineData("cloudbuild.yaml", 1)]
    [InlineData(".ci/run", 6)]
    public void GivenPackagesOfNpm_WhenTheyAreNamed_ThenByTheirExactVersions(string path, int count)
    {
        var named = Packages().Matches(Read(path)).Select(m => m.Value).ToList();
        named.Count.ShouldBe(count);
        named.Where(p => !Exact().IsMatch(p)).ShouldBeEmpty();
    }

    [Fact]
    public void GivenTheDocument_WhenItIsRead_ThenItTellsOfEverySubstitutionThatAnOperatorSets()
    {
        foreach (var name in new[] { "_REGION", "_INGRESS", "_PUBLIC_URL", "_MORE_ENV", "_MORE_SECRETS" })
        {
            Substitution(name).ShouldNotBeNull();
            Read("docs/deploy.md").ShouldContain(name);
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static string Substitution(string name) => Regex.Match(Build, $"^  {name}: (.*)$", RegexOptions.Multiline) is { Success: true } found
        ? found.Groups[1].Value
        : throw new InvalidOperationException($"cloudbuild.yaml has no {name}.");

    private static int Seconds(string option) => int.Parse(Regex.Match(Build, $"--{option}=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private static List<(string Name, string Value)> Variables(string option) =>
    [
        .. Regex.Match(Build, $"--{option}=(.*)").Groups[1].Value.Replace("${_MORE_ENV}", "", StringComparison.Ordinal).Replace("${_MORE_SECRETS}", "", StringComparison.Ordinal)
            .Split(',').Select(v => v.Split('=', 2)).Select(v => (v[0], v[1])),
    ];

    [GeneratedRegex(@"(?<![\w./-])(?:(?:src|functions|connectors|docs|tests|\.ci)/[\w./-]*\w|Sync\.sln|firebase\.json|firestore\.[a-z.]+)")]
    private static partial Regex Paths();

    [GeneratedRegex("yield return \"([A-Z_]+) is not")]
    private static partial Regex Required();

    [GeneratedRegex("SECRET|KEY|PASSWORD|TOKEN")]
    private static partial Regex Secretive();

    [GeneratedRegex(@"(?<![\w/.@-])[A-Za-z0-9+/]{32,}={0,2}(?![\w/.-])")]
    private static partial Regex Key();

    [GeneratedRegex("httpGet.path=([^,]+)")]
    private static partial Regex Probes();

    [GeneratedRegex(@"(?<=[\s\[,])@?[a-z][a-z0-9/-]*@[\w.^~*-]+")]
    private static partial Regex Packages();

    [GeneratedRegex(@"@[0-9]+\.[0-9]+\.[0-9]+$")]
    private static partial Regex Exact();
}
