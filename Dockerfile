# The browser view in a container. Publish the port on this machine alone:
#   docker build -t marosim . && docker run --rm -p 127.0.0.1:8765:8765 marosim
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends npm
WORKDIR /src
COPY . .
RUN python -m venv /opt/marosim && /opt/marosim/bin/pip install --no-cache-dir '.[app]'
# what the page loads, so that it works without a network
RUN MAROSIM_ASSETS=/opt/assets /opt/marosim/bin/python -m marosim.view.assets

FROM python:3.13-slim
COPY --from=build /opt /opt
ENV PATH=/opt/marosim/bin:$PATH MAROSIM_ASSETS=/opt/assets
RUN useradd --create-home marosim
USER marosim
WORKDIR /home/marosim
EXPOSE 8765
ENTRYPOINT ["marosim"]
CMD ["app", "--host", "0.0.0.0", "--no-browser"]
