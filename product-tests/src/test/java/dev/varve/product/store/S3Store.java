package dev.varve.product.store;

import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.PutOptions2;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** One bucket in memory behind the protocol of S3, which checks signatures and the condition that an object does not exist. */
final class S3Store
        implements Store
{
    static final String ACCESS_KEY = "varve-access";
    static final String SECRET_KEY = "varve-secret";
    static final String BUCKET = "lake";

    private final BlobStoreContext context;
    private final S3Proxy proxy;

    private S3Store(BlobStoreContext context, S3Proxy proxy)
    {
        this.context = context;
        this.proxy = proxy;
    }

    static S3Store start()
            throws Exception
    {
        return startLosingAnswers(new AtomicInteger());
    }

    /** A store that does what it is asked to, but answers with an error as often as {@code answersToLose} says when a snapshot is created. */
    static S3Store startLosingAnswers(AtomicInteger answersToLose)
            throws Exception
    {
        return start(blobs -> new ForwardingBlobStore(blobs) {
            @Override
            public String putBlob(String container, Blob blob, PutOptions options)
            {
                String tag = options instanceof PutOptions2 conditional && conditional.getIfNoneMatch() != null
                        ? putIfAbsent(container, blob, options)
                        : super.putBlob(container, blob, options);
                if (blob.getMetadata().getName().contains("/snapshot/snapshot-") && answersToLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                    throw failure(500);
                }
                return tag;
            }

            /** The server looks first and writes then, which is not enough for two clients at once. */
            private synchronized String putIfAbsent(String container, Blob blob, PutOptions options)
            {
                if (blobExists(container, blob.getMetadata().getName())) {
                    throw failure(412);
                }
                return super.putBlob(container, blob, options);
            }
        });
    }

    /** A store that passes over the condition, as stores do that do not know it. */
    static S3Store startWithoutConditions()
            throws Exception
    {
        return start(blobs -> new ForwardingBlobStore(blobs) {
            @Override
            public BlobMetadata blobMetadata(String container, String name)
            {
                boolean isPut = StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("handlePutBlob")));
                return isPut ? null : super.blobMetadata(container, name);
            }

            @Override
            public String putBlob(String container, Blob blob, PutOptions options)
            {
                return super.putBlob(container, blob);
            }
        });
    }

    private static HttpResponseException failure(int status)
    {
        return new HttpResponseException("status " + status, null, HttpResponse.builder().statusCode(status).message("injected").build());
    }

    private static S3Store start(UnaryOperator<BlobStore> behavior)
            throws Exception
    {
        BlobStoreContext context = ContextBuilder.newBuilder(new TransientNio2BlobProviderMetadata())
                .credentials(ACCESS_KEY, SECRET_KEY)
                .buildView(BlobStoreContext.class);
        context.getBlobStore().createContainerInLocation(null, BUCKET);
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                // Trino asks for attributes of objects that this store does not have.
                .ignoreUnknownHeaders(true)
                .blobStore(behavior.apply(context.getBlobStore()))
                .build();
        proxy.start();
        return new S3Store(context, proxy);
    }

    /** The properties of a catalog over this store. */
    Map<String, String> properties()
    {
        return Map.of(
                "s3.region", "us-east-1",
                "s3.endpoint", "http://127.0.0.1:" + proxy.getPort(),
                "s3.path-style-access", "true",
                "s3.aws-access-key", ACCESS_KEY,
                "s3.aws-secret-key", SECRET_KEY);
    }

    @Override
    public void put(String path, byte[] content)
    {
        BlobStore blobs = context.getBlobStore();
        blobs.putBlob(BUCKET, blobs.blobBuilder(path).payload(content).build());
    }

    @Override
    public String location()
    {
        return "s3://" + BUCKET;
    }

    @Override
    public void close()
            throws Exception
    {
        proxy.stop();
        context.close();
    }
}
