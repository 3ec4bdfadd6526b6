using System.IO.Compression;
using System.Net;
using System.Text;
using Sync.Engine.Accounts;
using Sync.Web.Site.Import;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Import;

/// <summary>What is taken and what is not, who sees it, and how long it stays.</summary>
public sealed class UploadTests
{
    [Theory]
    [InlineData("old.xls", new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, "old Excel file")]
    [InlineData("a.pdf", new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-' }, "is a PDF")]
    [InlineData("empty.csv", new byte[0], "is empty")]
    [InlineData("a.zip", new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0 }, "'a.zip'|damaged")]
    public async Task GivenAWrongFile_WhenItIsBrought_ThenThePageSaysWhatIsWrong_AndNothingIsKept(string name, byte[] content, string says)
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var answer = await manager.UploadAsync(content, name);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var html = await answer.BodyAsync();
        says.Split('|').ShouldContain(s => html.Contains(s, StringComparison.Ordinal), html);
        html.ShouldContain("enctype=\"multipart/form-data\"");
        html.ShouldNotContain(service.UploadsFolder);
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAFileThatIsTooLarge_OrUnzipsToTooMuch_WhenItIsBrought_ThenItIsRefusedAndNothingIsKept()
    {
        await using var service = await Service.StartWithAsync(s => s with { LargestUpload = 1 << 20 });
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using (var large = await manager.UploadAsync(new byte[(1 << 20) + 1]))
        {
            large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await large.BodyAsync()).ShouldContain("larger than 1 MB");
        }

        var zipped = Path.GetTempFileName();
        try
        {
            await using (var gzip = new GZipStream(File.Create(zipped), CompressionLevel.Fastest)) await gzip.WriteAsync(new byte[1 << 20]);
            new FileInfo(zipped).Length.ShouldBeLessThan(100_000);
            (await Should.ThrowAsync<UploadRefused>(() => UnzippedSize.CheckAsync(zipped, CancellationToken.None, (1 << 20) - 1))).Message.ShouldContain("unzips to more");
            await UnzippedSize.CheckAsync(zipped, CancellationToken.None, 1 << 20);
        }
        finally
        {
            File.Delete(zipped);
        }

        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAFormWithoutItsToken_WhenItBringsAFile_ThenNothingIsKept()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var forged = await manager.UploadAsync(Encoding.UTF8.GetBytes(Uploads.Orders), token: "forged");
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var without = await manager.UploadAsync(Encoding.UTF8.GetBytes(Uploads.Orders), token: "");
        without.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(14, false, HttpStatusCode.SeeOther)]
    [InlineData(15, false, HttpStatusCode.BadRequest)]
    [InlineData(15, true, HttpStatusCode.BadRequest)]
    public async Task GivenMoreFieldsThanThePageHas_WhenTheyComeBeforeTheFile_ThenMoreThanSixteenAreRefusedAndNothingIsKept(int more, bool ofOneName, HttpStatusCode status)
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var names = Enumerable.Range(0, more).Select(i => ofOneName ? "more" : $"more-{i}");
        using var answer = await manager.UploadAsync(Encoding.UTF8.GetBytes(Uploads.Orders), more: names);
        answer.StatusCode.ShouldBe(status);
        if (status != HttpStatusCode.BadRequest) return;
        (await answer.BodyAsync()).ShouldContain("The form holds more than this page asks for. Nothing was imported.");
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnUpload_WhenOthersAskForIt_ThenItIsNotThere()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync(Uploads.Orders);
        using var colleague = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var stranger = await Browserish.SignedInAsync(service, "b", Role.Owner);
        await Browserish.MemberAsync(service, "b", Role.Owner, "manager@a.example"); // even the same person, from another org of theirs
        var elsewhere = address.Replace("/orgs/a/", "/orgs/b/", StringComparison.Ordinal);
        foreach (var (browser, path) in (List<(Browserish, string)>)[(colleague, address), (stranger, address), (stranger, elsewhere), (manager, elsewhere), (manager, "/orgs/a/import/..%2Fa"), (manager, "/orgs/a/import/" + new string('0', 32))])
        {
            using var answer = await browser.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            using var rejects = await browser.GetAsync(path + "/rejects.csv");
            rejects.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await colleague.TextAsync(Uploads.Page)).ShouldNotContain("sales.csv");
        (await manager.TextAsync(Uploads.Page)).ShouldContain("sales.csv");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Uploads.Files(service).Single(f => Path.GetFileName(f) == "file")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(Uploads.Files(service)[0])!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task GivenUploadsOfYesterday_WhenTheServiceStarts_ThenTheyAreRemoved_AndThoseOfTodayStay()
    {
        using var folder = new TempFolder();
        await using (var service = await Service.OverAsync(folder.Store))
        {
            using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
            await manager.UploadedAsync(Uploads.Orders, "old.csv");
            var job = Directory.EnumerateFiles(Path.Combine(folder.Path, "uploads"), "job.json", SearchOption.AllDirectories).Single();
            await File.WriteAllTextAsync(job, System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(job), "\"UploadedAt\":\"[^\"]+\"", "\"UploadedAt\":\"2026-01-01T00:00:00+00:00\""));
            await manager.UploadedAsync(Uploads.Orders, "new.csv");
            (await manager.TextAsync(Uploads.Page)).ShouldNotContain("old.csv"); // over, though still on the disk
        }

        await using var again = await Service.OverAsync(folder.Store);
        await Eventually.TrueAsync(() => Directory.EnumerateDirectories(Path.Combine(folder.Path, "uploads", "a")).Count() == 1, "the old one is removed");
        using var back = new Browserish(again.Url);
        await back.SignInAsync("manager@a.example");
        (await back.TextAsync(Uploads.Page)).ShouldContain("new.csv");
    }

    [Fact]
    public async Task GivenAnUpload_WhenItIsThrownAway_ThenItIsGone()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync(Uploads.Orders);
        (await manager.FollowAsync(await manager.SubmitAsync(address, address + "/remove", []))).ShouldContain("The file is removed.");
        Uploads.Files(service).ShouldBeEmpty();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        (await viewer.GetAsync(Uploads.Page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task GivenManyFilesThatWait_WhenOneMoreIsBrought_ThenThePageAsksToThrowOneAway()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var first = await manager.UploadedAsync(Uploads.Orders);
        for (var i = 1; i < 10; i++) await manager.UploadedAsync(Uploads.Orders);
        using var refused = await manager.UploadAsync(Uploads.Orders);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await manager.SubmitAsync(first, first + "/remove", []);
        await manager.UploadedAsync(Uploads.Orders);
    }
}
