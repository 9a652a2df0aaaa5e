package io.connectorservice.client;

import io.connectorservice.connectors.v1.Connector;
import io.connectorservice.connectors.v1.ListConnectorsRequest;
import io.connectorservice.connectors.v1.ListConnectorsResponse;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;

/** The connectors of page after page. */
final class Pages extends AbstractSpliterator<Connector> {
  private final Function<ListConnectorsRequest, ListConnectorsResponse> ask;
  private final ListConnectorsRequest.Builder request;
  private Iterator<Connector> page;
  private boolean last;

  Pages(long pageSize, Function<ListConnectorsRequest, ListConnectorsResponse> ask) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT);
    this.ask = ask;
    this.request = ListConnectorsRequest.newBuilder().setLimit(pageSize);
  }

  @Override
  public boolean tryAdvance(Consumer<? super Connector> action) {
    while (page == null || !page.hasNext()) {
      if (last) {
        return false;
      }
      turn();
    }
    action.accept(page.next());
    return true;
  }

  private void turn() {
    var answer = ask.apply(request.build());
    page = answer.getDataList().iterator();
    last = !answer.getPagination().hasCursor();
    request.setCursor(answer.getPagination().getCursor());
  }
}
