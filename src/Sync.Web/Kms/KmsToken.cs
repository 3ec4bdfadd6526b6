using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Sync.Store;

namespace Sync.Web.Kms;

/// <summary>The access token of requests to Cloud KMS: that of the application's default credentials, kept and renewed by Google's library.</summary>
internal sealed class KmsToken : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloudkms";

    private readonly SemaphoreSlim loading = new(1);
    private ITokenAccess? credential;

    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        try
        {
            credential ??= await LoadAsync(cancellation);
            return await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or TokenResponseException)
        {
            throw new StoreException(
                StoreFailure.Denied, "There are no Google credentials that work, so the master key in Cloud KMS cannot be used. Run 'gcloud auth application-default login', or give the service an account.", inner: e);
        }
    }

    public void Dispose() => loading.Dispose();

    private async Task<ITokenAccess> LoadAsync(CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            return credential ?? (await GoogleCredential.GetApplicationDefaultAsync(cancellation)).CreateScoped(Scope);
        }
        finally
        {
            loading.Release();
        }
    }
}
