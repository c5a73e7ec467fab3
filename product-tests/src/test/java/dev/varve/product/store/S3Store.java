package dev.varve.product.store;

import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

import java.net.URI;

/** One bucket in memory behind the protocol of S3, which checks signatures. */
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
        BlobStoreContext context = ContextBuilder.newBuilder(new TransientNio2BlobProviderMetadata())
                .credentials(ACCESS_KEY, SECRET_KEY)
                .buildView(BlobStoreContext.class);
        context.getBlobStore().createContainerInLocation(null, BUCKET);
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                // Trino asks for attributes of objects that this store does not have.
                .ignoreUnknownHeaders(true)
                .blobStore(context.getBlobStore())
                .build();
        proxy.start();
        return new S3Store(context, proxy);
    }

    String endpoint()
    {
        return "http://127.0.0.1:" + proxy.getPort();
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
