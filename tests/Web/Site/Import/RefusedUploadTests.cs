using System.Net;
using System.Net.Http.Headers;
using Sync.Engine.Accounts;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Site.Import;

/// <summary>Whoever is refused while they still send a large file gets the answer, and not a broken connection.</summary>
public sealed class RefusedUploadTests
{
    private const string Api = "/api/orgs/a/imports";
    private static readonly byte[] Large = new byte[25 << 20];

    [Theory]
    [InlineData(Uploads.Page, null, HttpStatusCode.Redirect)]
    [InlineData(Api, null, HttpStatusCode.Unauthorized)]
    [InlineData(Api, "sync_a_wrong", HttpStatusCode.Unauthorized)]
    public async Task GivenNobodyKnown_WhenTheySendALargeFile_ThenTheAnswerArrivesAndNothingIsKept(string path, string? key, HttpStatusCode status)
    {
        await using var service = await Service.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Url) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Large), "file", "sales.csv" } };

        using var answer = await client.PostAsync(path, form);

        answer.StatusCode.ShouldBe(status);
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAFileOverTheLimit_WhenItIsSent_ThenPeopleAndProgramsAreToldAndNothingIsKept()
    {
        await using var service = await Service.StartWithAsync(s => s with { LargestUpload = 1 << 20 });
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");

        using var page = await manager.UploadAsync(Large);
        var reply = await user.UploadAsync(Api, new string('x', Large.Length), [("as", "orders")]);

        page.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await page.BodyAsync()).ShouldContain("larger than 1 MB");
        reply.ShouldBe(413).Body.ShouldContain("larger than 1 MB");
        (await user.UploadAsync("/api/orgs/none/imports", new string('x', Large.Length), [("as", "orders")])).ShouldBe(404);
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenTenFilesThatWait_WhenALargeOneIsSent_ThenThePageSaysSo()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        for (var i = 0; i < 10; i++) await manager.UploadedAsync(Uploads.Orders);
        var before = Uploads.Files(service).Count;

        using var answer = await manager.UploadAsync(Large);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.BodyAsync()).ShouldContain("10 files of yours wait already");
        Uploads.Files(service).Count.ShouldBe(before);
    }
}
